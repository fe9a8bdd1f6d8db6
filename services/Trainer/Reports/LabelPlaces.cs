namespace Kale.Trainer.Reports;

/// <summary>Finds room for the labels of points: beside, above or below, where nothing else is.</summary>
internal sealed class LabelPlaces
{
    private const double Gap = 8;
    private const double Line = 2;
    private readonly Box _area;
    private readonly List<Box> _taken;
    private readonly List<Box> _lines;

    /// <param name="area">Labels stay within.</param>
    /// <param name="points">That no label may cover.</param>
    /// <param name="steps">
    /// The corners of a line of upright and level stretches; labels keep off it where they can.
    /// </param>
    public LabelPlaces(Box area, IEnumerable<(double X, double Y)> points, IReadOnlyList<(double X, double Y)> steps)
    {
        _area = area;
        _taken = [.. points.Select(point => new Box(point.X - 5, point.Y - 5, point.X + 5, point.Y + 5))];
        _lines = [.. steps.Zip(steps.Skip(1), (from, to) => new Box(
            Math.Min(from.X, to.X) - Line, Math.Min(from.Y, to.Y) - Line,
            Math.Max(from.X, to.X) + Line, Math.Max(from.Y, to.Y) + Line))];
    }

    /// <summary>Takes a place for a label; null: there is none, and the label is only shown when pointed at.</summary>
    public Box? Take(double x, double y, string text)
    {
        var free = Candidates(x, y, TextWidth.Of(text))
            .Where(place => _area.Contains(place) && !_taken.Exists(place.Touches))
            .ToList();
        if (free.Count == 0)
            return null;
        var best = free.FindIndex(place => !_lines.Exists(place.Touches));
        _taken.Add(free[Math.Max(best, 0)]);
        return _taken[^1];
    }

    private static IEnumerable<Box> Candidates(double x, double y, double width)
    {
        const double half = TextWidth.LineHeight / 2;
        foreach (var shift in new[] { 0, -half, half })
        {
            yield return new Box(x + Gap, y - half + shift, x + Gap + width, y + half + shift);
            yield return new Box(x - Gap - width, y - half + shift, x - Gap, y + half + shift);
        }

        foreach (var away in new[] { Gap, Gap + TextWidth.LineHeight })
        {
            foreach (var left in new[] { x - (width / 2), x - width, x })
            {
                yield return new Box(left, y - away - (2 * half), left + width, y - away);
                yield return new Box(left, y + away, left + width, y + away + (2 * half));
            }
        }
    }
}
