using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Kale.Trainer.Reports;
using Kale.Trainer.Tests.Support;

namespace Kale.Trainer.Tests.Reports;

public sealed partial class ReportFilesTests
{
    private static readonly string s_page = HtmlPage.Of(SampleReports.Everything());

    [Fact]
    public void Write_AReport_MakesAPageAndJson()
    {
        using var directory = new TemporaryDirectory();
        Assert.Equal(["report.html", "report.json"], ReportFiles.Write(SampleReports.Everything(), directory.Path));
        var json = JsonDocument.Parse(File.ReadAllText(directory["report.json"])).RootElement;
        Assert.Equal(
            ["table", "scatter", "lines", "lines"],
            json.GetProperty("sections").EnumerateArray().Select(section => section.GetProperty("type").GetString()));
        Assert.Equal(
            "NaN",
            json
                .GetProperty("sections")[3]
                .GetProperty("series")[2]
                .GetProperty("points")[0]
                .GetProperty("y")
                .GetString());
        Assert.Equal(s_page, File.ReadAllText(directory["report.html"]));
    }

    [Fact]
    public void Page_OfAReport_NeedsNothingFromOutside()
    {
        Assert.DoesNotMatch(OutsideReference(), s_page);
        Assert.DoesNotContain("<script", s_page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src 'none'", s_page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfTextsWithMarkup_ShowsThemAsText()
    {
        Assert.Contains("nDCG@10 by layer &lt;raw &amp; &quot;centred&quot;&gt;", s_page, StringComparison.Ordinal);
        Assert.DoesNotContain("<raw", s_page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_Charts_AreWellFormedAndWithinTheirFrames()
    {
        var charts = Charts()
            .Matches(s_page)
            .Select(match => XElement.Parse(match.Value.Replace("&#", "&amp;#", StringComparison.Ordinal)))
            .ToList();
        // Three charts, for a wide and for a narrow screen.
        Assert.Equal(6, charts.Count);
        foreach (var chart in charts)
        {
            var size = chart.Attribute("viewBox")!.Value.Split(' ').Select(double.Parse).ToArray();
            Assert.All(chart.Descendants("circle"), mark =>
            {
                Assert.InRange((double)mark.Attribute("cx")!, 0, size[2]);
                Assert.InRange((double)mark.Attribute("cy")!, 0, size[3]);
            });
        }
    }

    [Fact]
    public void Page_OfAScatter_LabelsTheWholeFront()
    {
        var chart = Charts().Match(s_page).Value;
        Assert.All(["teacher", "kale-3", "kale-2", "kale-1", "kale-0"], name =>
            Assert.Contains($">{name}</text>", chart, StringComparison.Ordinal));
    }

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Charts();

    [GeneratedRegex(@"(src|href)\s*=|url\(|@import|https?://", RegexOptions.IgnoreCase)]
    private static partial Regex OutsideReference();
}
