namespace Kale.LocalQdrant.Search;

/// <summary>The metrics in plain double precision: what <see cref="Kernel{TTerm}"/> is held against.</summary>
internal static class ReferenceKernels
{
    public static double Score(Metric metric, ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        var sum = 0d;
        for (var i = 0; i < row.Length; i++)
        {
            var difference = (double)query[i] - row[i];
            sum += metric switch
            {
                Metric.Euclid => -difference * difference,
                Metric.Manhattan => -Math.Abs(difference),
                _ => (double)query[i] * row[i],
            };
        }
        return sum;
    }
}
