namespace Kale.Trainer.Reports;

/// <summary>Curves over steps or layers.</summary>
internal static class LineChart
{
    private const int MaxMarks = 40;

    public static string Draw(LineSection section, Canvas canvas)
    {
        var series = section.Series.Select(line => line with { Points = [.. line.Points.Where(IsFinite)] }).ToList();
        var frame = new Frame(
            section.Title, canvas, section.X, section.Y,
            [.. series.SelectMany(line => line.Points).Select(point => (point.X, point.Y))]);
        foreach (var (line, number) in series.Select((line, i) => (line, (i % Groups.Styles) + 1)))
        {
            frame.Svg.Path(line.Points.Select(point => (frame.X.Of(point.X), frame.Y.Of(point.Y))), $"line s{number}");
            // Where points are few, each is a finding; where they are many, the curve is.
            if (line.Points.Count <= MaxMarks)
                Mark(section, line, number, frame);
        }

        return frame.Svg.ToString();
    }

    private static void Mark(LineSection section, Series line, int number, Frame frame)
    {
        foreach (var point in line.Points)
        {
            frame.Svg.Circle(frame.X.Of(point.X), frame.Y.Of(point.Y), 3.5, $"point s{number}",
                $"{line.Name}\n{section.X.Label}: {NumberText.Short(point.X)}\n"
                    + $"{section.Y.Label}: {NumberText.Short(point.Y)}");
        }
    }

    private static bool IsFinite(LinePoint point) => double.IsFinite(point.X + point.Y);
}
