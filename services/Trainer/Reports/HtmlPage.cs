using System.Globalization;
using System.Text;

namespace Kale.Trainer.Reports;

/// <summary>
/// A report as one page that needs nothing else: no network, no scripts; for light and dark, wide and narrow.
/// </summary>
internal static class HtmlPage
{
    private static readonly string s_style = ReadStyle();

    public static string Of(Report report)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Append(
            "<meta http-equiv=\"Content-Security-Policy\" "
                + "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        page.Append(
            $"<title>{Svg.Escape(report.Title)}</title>\n<style>\n{s_style}</style>\n</head>\n<body>\n<main>\n");
        page.Append($"<h1>{Svg.Escape(report.Title)}</h1>\n<p class=\"summary\">{Svg.Escape(report.Summary)}</p>\n");
        foreach (var section in report.Sections)
            page.Append(SectionHtml.Of(section));
        page.Append(Facts(report)).Append("</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static string Facts(Report report)
    {
        var made = report.Made.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        var facts = report.Facts.Append(new Fact("Made", made));
        var lines = facts.Select(fact =>
            $"<div><dt>{Svg.Escape(fact.Name)}</dt><dd>{Svg.Escape(fact.Value)}</dd></div>\n");
        return $"<section>\n<h2>How this was made</h2>\n<dl>\n{string.Concat(lines)}</dl>\n</section>\n";
    }

    private static string ReadStyle()
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("report.css")
            ?? throw new InvalidOperationException("report.css is not in the assembly. This is a bug.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
