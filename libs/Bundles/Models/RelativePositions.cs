namespace Kale.Bundles;

/// <summary>
/// The buckets of T5 (arXiv 1910.10683, section 2.1) as MPNet has them: half for keys behind the query; near distances
/// have one each, farther ones share them by their logarithm.
/// </summary>
public static class RelativePositions
{
    private const double Farthest = 128;

    /// <summary>The bucket of a query that looks at a key so many places further on (before it: negative).</summary>
    public static int Bucket(int distance, int buckets)
    {
        var half = buckets / 2;
        return Math.Min(half - 1, Near(Math.Abs(distance), half / 2)) + (distance > 0 ? half : 0);
    }

    /// <summary>From this distance on, all are in one bucket.</summary>
    public static int Last(int buckets) =>
        Enumerable.Range(0, (int)Farthest + 1).First(n => Bucket(-n, buckets) == (buckets / 2) - 1);

    private static int Near(int distance, int exact) => distance < exact
        ? distance
        : exact + (int)(Math.Log(distance / (double)exact) / Math.Log(Farthest / exact) * exact);
}
