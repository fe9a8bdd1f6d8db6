namespace Kale.Rollouts.Judging;

/// <summary>How alike two rankings are. Rankings are ids, best first, none twice.</summary>
public static class Rankings
{
    /// <summary>
    /// The share of the first k that both have; of fewer, when the longer has fewer. Two empty ones are alike.
    /// </summary>
    public static double Overlap<T>(IReadOnlyList<T> a, IReadOnlyList<T> b, int k)
    {
        var most = Math.Min(k, Math.Max(a.Count, b.Count));
        return most == 0 ? 1 : a.Take(k).Intersect(b.Take(k)).Count() / (double)most;
    }

    /// <summary>Spearman's rank correlation over what both have; 0 with fewer than two in common.</summary>
    public static double RankCorrelation<T>(IReadOnlyList<T> a, IReadOnlyList<T> b)
        where T : notnull
    {
        var common = a.Intersect(b).ToHashSet();
        var places = b
            .Where(common.Contains)
            .Select((id, place) => (id, place))
            .ToDictionary(pair => pair.id, pair => (double)pair.place);
        return Pearson(
            [.. Enumerable.Range(0, common.Count).Select(place => (double)place)],
            [.. a.Where(common.Contains).Select(id => places[id])]);
    }

    /// <summary>Pearson's correlation; 0 with fewer than two pairs or where one side does not vary.</summary>
    public static double Pearson(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count < 2) { return 0; }
        var (meanX, meanY) = (x.Average(), y.Average());
        var (xy, xx, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Count; i++)
        {
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            xy += dx * dy;
            xx += dx * dx;
            yy += dy * dy;
        }
        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }
}
