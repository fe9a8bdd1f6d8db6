namespace Kale.LocalQdrant.Search;

/// <summary>
/// How two vectors compare. Kernels score so that higher is better whatever the metric;
/// <see cref="Metrics.ToQdrant"/> turns that into the figure Qdrant answers with, which for distances is lower when
/// better.
/// </summary>
internal enum Metric
{
    Cosine,
    Dot,
    Euclid,
    Manhattan,
}

internal static class Metrics
{
    public static float ToQdrant(this Metric metric, float score) => metric switch
    {
        Metric.Euclid => MathF.Sqrt(-score),
        Metric.Manhattan => -score,
        _ => score,
    };

    /// <summary>Whether an answer passes a threshold: beyond it, not at it, as in Qdrant.</summary>
    public static bool Passes(this Metric metric, float score, float threshold) =>
        metric is Metric.Cosine or Metric.Dot ? score > threshold : metric.ToQdrant(score) < threshold;

    /// <summary>
    /// Prepares a vector for the metric. Cosine becomes dot by normalising; a vector of length one or zero is left as
    /// it is, as Qdrant does, so that vectors copied from elsewhere stay the same bit for bit.
    /// </summary>
    public static void Prepare(this Metric metric, Span<float> vector)
    {
        if (metric != Metric.Cosine)
            return;
        var squared = 0d;
        foreach (var x in vector)
            squared += (double)x * x;
        if (squared == 0 || Math.Abs(squared - 1) <= 1e-6)
            return;
        var length = Math.Sqrt(squared);
        foreach (ref var x in vector)
            x = (float)(x / length);
    }
}
