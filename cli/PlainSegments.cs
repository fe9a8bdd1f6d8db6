using Kale.ServiceDefaults.Hosting;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Kale.Cli;

/// <summary>
/// Shows control characters instead of sending them: texts of documents, names and messages of servers must not move
/// the cursor, change colours or titles, or turn the direction of what stands beside them. What the console itself
/// sends for colours passes.
/// </summary>
internal sealed class PlainSegments : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Plain(renderable));

    /// <summary>See <see cref="PlainText.Of"/>.</summary>
    public static string Of(string text) => PlainText.Of(text);

    private sealed class Plain(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            inner.Render(options, maxWidth).Select(segment =>
                segment.IsControlCode || segment.IsLineBreak || !segment.Text.Any(PlainText.IsControl)
                    ? segment
                    : new Segment(Of(segment.Text), segment.Style));
    }
}
