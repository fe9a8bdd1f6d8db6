namespace Kale.Trainer.Reports.Charts;

/// <summary>Finds room for the labels of points: beside, above or below, where nothing else is.</summary>
internal sealed class LabelPlaces
{
    private const double Gap = 8;
    private readonly Box _area;
    private readonly List<Box> _taken;

    public LabelPlaces(Box area, IEnumerable<(double X, double Y)> points)
    {
        _area = area;
        _taken = [.. points.Select(point => new Box(point.X - 5, point.Y - 5, point.X + 5, point.Y + 5))];
    }

    /// <summary>Takes a place for a label; null: there is none, and the label is only shown when pointed at.</summary>
    public Box? Take(double x, double y, string text)
    {
        foreach (var place in Candidates(x, y, TextWidth.Of(text)))
        {
            if (!_area.Contains(place) || _taken.Exists(place.Touches))
                continue;
            _taken.Add(place);
            return place;
        }

        return null;
    }

    private static IEnumerable<Box> Candidates(double x, double y, double width)
    {
        const double half = TextWidth.LineHeight / 2;
        foreach (var shift in new[] { 0, -half, half })
        {
            yield return new Box(x + Gap, y - half + shift, x + Gap + width, y + half + shift);
            yield return new Box(x - Gap - width, y - half + shift, x - Gap, y + half + shift);
        }

        foreach (var left in new[] { x - (width / 2), x - width, x })
        {
            yield return new Box(left, y - Gap - (2 * half), left + width, y - Gap);
            yield return new Box(left, y + Gap, left + width, y + Gap + (2 * half));
        }
    }
}
