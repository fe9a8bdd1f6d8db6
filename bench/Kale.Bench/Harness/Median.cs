namespace Kale.Bench.Harness;

/// <summary>Order statistics of a handful of measurements.</summary>
internal static class Median
{
    public static double Of(IEnumerable<double> values) => Percentile(values, 0.5);

    public static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        var position = share * (sorted.Length - 1);
        var low = (int)position;
        return low + 1 < sorted.Length
            ? sorted[low] + ((position - low) * (sorted[low + 1] - sorted[low]))
            : sorted[low];
    }
}
