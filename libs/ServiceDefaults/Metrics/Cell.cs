namespace Kale.ServiceDefaults.Metrics;

/// <summary>One series: a sum or a last value, and of a histogram the counts by upper bound.</summary>
internal sealed class Cell(double[] bounds)
{
    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _value;
    private long _count;

    public void Record(double value, bool adds)
    {
        lock (_gate)
        {
            _value = adds ? _value + value : value;
            _count++;
            _counts[BucketOf(value)]++;
        }
    }

    /// <summary>The sum or last value, the count, and how many measurements were at most each bound.</summary>
    public (double Value, long Count, IReadOnlyList<(double Bound, long Count)> Buckets) Read()
    {
        lock (_gate)
        {
            var buckets = new (double, long)[bounds.Length];
            var through = 0L;
            for (var i = 0; i < bounds.Length; i++)
                buckets[i] = (bounds[i], through += _counts[i]);
            return (_value, _count, buckets);
        }
    }

    private int BucketOf(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
            bucket++;
        return bucket;
    }
}
