namespace Kale.Trainer.Reports;

/// <summary>Quality against cost, with the Pareto front as steps.</summary>
internal static class ScatterChart
{
    public static string Draw(ScatterSection section, Canvas canvas)
    {
        var points = section.Points.Where(point => double.IsFinite(point.X + point.Y)).ToList();
        var frame = new Frame(
            section.Title, canvas, section.X, section.Y, [.. points.Select(point => (point.X, point.Y))]);
        var steps = FrontSteps(points, frame).ToList();
        frame.Svg.Path(steps, "front");
        var groups = Groups.Of(section.Points.Select(point => point.Group));
        foreach (var point in points)
        {
            var style = $"point s{groups[point.Group]}{(point.Front ? " on-front" : "")}";
            frame.Svg.Circle(
                frame.X.Of(point.X), frame.Y.Of(point.Y), point.Front ? 5 : 4, style, Title(section, point));
        }

        Label(points, steps, frame);
        return frame.Svg.ToString();
    }

    // From the cheapest on: nothing better for less than the next of the front costs.
    private static IEnumerable<(double X, double Y)> FrontSteps(IEnumerable<ScatterPoint> points, Frame frame)
    {
        double? height = null;
        foreach (var point in points.Where(point => point.Front).OrderBy(point => point.X))
        {
            var x = frame.X.Of(point.X);
            if (height is { } before)
                yield return (x, before);
            height = frame.Y.Of(point.Y);
            yield return (x, height.Value);
        }

        if (height is { } last)
            yield return (frame.Area.Right, last);
    }

    // Those of the front first: theirs must be read.
    private static void Label(List<ScatterPoint> points, List<(double X, double Y)> steps, Frame frame)
    {
        var places = new LabelPlaces(
            frame.Area, points.Select(point => (frame.X.Of(point.X), frame.Y.Of(point.Y))), steps);
        foreach (var point in points.OrderByDescending(point => point.Front))
        {
            if (places.Take(frame.X.Of(point.X), frame.Y.Of(point.Y), point.Label) is { } place)
                frame.Svg.Text(
                    (place.Left + place.Right) / 2, place.Bottom - 3.5, point.Label,
                    point.Front ? "label strong" : "label", "middle");
        }
    }

    private static string Title(ScatterSection section, ScatterPoint point) =>
        $"{point.Label}\n{section.X.Label}: {NumberText.Short(point.X)}\n{section.Y.Label}: {NumberText.Short(point.Y)}"
        + (point.Front ? "\non the Pareto front" : "");
}
