namespace Kale.Trainer.Reports;

/// <summary>A section as HTML.</summary>
internal static class SectionHtml
{
    public static string Of(ReportSection section)
    {
        var note = section.Note.Length > 0 ? $"<p class=\"note\">{Svg.Escape(section.Note)}</p>\n" : "";
        return $"<section>\n<h2>{Svg.Escape(section.Title)}</h2>\n{note}{Body(section)}</section>\n";
    }

    private static string Body(ReportSection section) => section switch
    {
        TableSection table => TableHtml.Of(table),
        ScatterSection scatter => Legend([.. scatter.Points.Select(point => point.Group).Distinct()])
            + Charts(canvas => ScatterChart.Draw(scatter, canvas)),
        LineSection lines => Legend([.. lines.Series.Select(series => series.Name)])
            + Charts(canvas => LineChart.Draw(lines, canvas)),
        _ => throw new InvalidOperationException($"{section.GetType().Name} has no HTML. This is a bug."),
    };

    private static string Charts(Func<Canvas, string> draw) =>
        $"<figure>{string.Concat(Canvas.All.Select(draw))}</figure>\n";

    // One group needs no telling apart.
    private static string Legend(IReadOnlyList<string> names) => names.Count < 2
        ? ""
        : "<ul class=\"legend\">"
            + $"{string.Concat(names.Select((name, i) =>
                $"<li class=\"s{(i % Groups.Styles) + 1}\">{Svg.Escape(name)}</li>"))}"
            + "</ul>\n";
}
