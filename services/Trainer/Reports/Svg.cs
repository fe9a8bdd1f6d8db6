using System.Globalization;
using System.Net;
using System.Text;

namespace Kale.Trainer.Reports;

/// <summary>A drawing as SVG text; colours and strokes come from the page's style sheet, by class.</summary>
internal sealed class Svg(string label, double width, double height, string cssClass)
{
    private readonly StringBuilder _text = new();

    public Svg Line(double x1, double y1, double x2, double y2, string style) =>
        Add($"<line class=\"{style}\" x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"/>");

    public Svg Path(IEnumerable<(double X, double Y)> points, string style) =>
        Add($"<polyline class=\"{style}\" "
            + $"points=\"{string.Join(' ', points.Select(point => $"{N(point.X)},{N(point.Y)}"))}\"/>");

    /// <summary>A mark with a text that shows when pointed at.</summary>
    public Svg Circle(double x, double y, double radius, string style, string title) =>
        Add($"<circle class=\"{style}\" cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\">"
            + $"<title>{Escape(title)}</title></circle>");

    /// <param name="anchor">start, middle or end.</param>
    public Svg Text(double x, double y, string text, string style, string anchor = "start") =>
        Add($"<text class=\"{style}\" x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\">{Escape(text)}</text>");

    public Svg Upright(double x, double y, string text, string style) =>
        Add($"<text class=\"{style}\" transform=\"translate({N(x)} {N(y)}) rotate(-90)\" text-anchor=\"middle\">"
            + $"{Escape(text)}</text>");

    public override string ToString() =>
        $"<svg class=\"{cssClass}\" role=\"img\" aria-label=\"{Escape(label)}\" "
        + $"viewBox=\"0 0 {N(width)} {N(height)}\">{_text}</svg>";

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private Svg Add(string element)
    {
        _text.Append(element);
        return this;
    }
}
