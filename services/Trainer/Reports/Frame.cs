namespace Kale.Trainer.Reports;

/// <summary>
/// The size of a drawing; every chart is drawn for a wide and for a narrow screen, and the page shows one.
/// </summary>
internal sealed record Canvas(string CssClass, double Width, double Height, int XTicks, int YTicks)
{
    public static IReadOnlyList<Canvas> All { get; } = [new("wide", 880, 420, 8, 6), new("narrow", 360, 320, 4, 5)];
}

/// <summary>Axes with ticks, grid and labels, and the scales of what is drawn within.</summary>
internal sealed class Frame
{
    private const double Top = 12;
    private const double Right = 16;
    private const double Bottom = 46;
    private const double Left = 58;

    public Frame(string title, Canvas canvas, Axis xAxis, Axis yAxis, IReadOnlyList<(double X, double Y)> points)
    {
        Svg = new Svg(title, canvas.Width, canvas.Height, canvas.CssClass);
        Area = new Box(Left, Top, canvas.Width - Right, canvas.Height - Bottom);
        X = new Scale(xAxis, points.Select(point => point.X), Area.Left, Area.Right, canvas.XTicks);
        Y = new Scale(yAxis, points.Select(point => point.Y), Area.Bottom, Area.Top, canvas.YTicks);
        DrawX(xAxis, canvas);
        DrawY(yAxis);
    }

    public Svg Svg { get; }

    public Box Area { get; }

    public Scale X { get; }

    public Scale Y { get; }

    private void DrawX(Axis axis, Canvas canvas)
    {
        var free = double.NegativeInfinity;
        foreach (var tick in X.Ticks)
        {
            var (place, text) = (X.Of(tick), NumberText.Short(tick));
            Svg.Line(place, Area.Top, place, Area.Bottom, "grid");
            // Of labels that would touch, the second is left out.
            if (place - (TextWidth.Of(text) / 2) < free)
                continue;
            Svg.Text(place, Area.Bottom + 18, text, "tick", "middle");
            free = place + (TextWidth.Of(text) / 2) + 6;
        }

        Svg.Text((Area.Left + Area.Right) / 2, canvas.Height - 6, axis.Label, "axis", "middle");
    }

    private void DrawY(Axis axis)
    {
        foreach (var tick in Y.Ticks)
        {
            Svg.Line(Area.Left, Y.Of(tick), Area.Right, Y.Of(tick), "grid");
            Svg.Text(Area.Left - 8, Y.Of(tick) + 4, NumberText.Short(tick), "tick", "end");
        }

        Svg.Upright(14, (Area.Top + Area.Bottom) / 2, axis.Label, "axis");
    }
}

/// <summary>A rectangle on the screen: y grows downwards.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public bool Touches(Box other) =>
        Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    public bool Contains(Box other) =>
        other.Left >= Left && other.Right <= Right && other.Top >= Top && other.Bottom <= Bottom;
}

/// <summary>About how wide a label is: no font can be asked here.</summary>
internal static class TextWidth
{
    public const double LineHeight = 14;

    public static double Of(string text) => text.Length * 6.7;
}
