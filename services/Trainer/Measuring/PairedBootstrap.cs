using Kale.Training;

namespace Kale.Trainer.Measuring;

/// <summary>A mean with its 95 % confidence interval.</summary>
internal sealed record Interval(double Mean, double Low, double High)
{
    /// <summary>Whether 0 is outside: a difference that the queries resolve.</summary>
    public bool ExcludesZero => Low > 0 || High < 0;
}

/// <summary>
/// Percentile bootstrap over queries (Efron and Tibshirani 1993; paired for retrieval by Sakai 2006): queries are drawn
/// with replacement, the same for both systems, and the mean difference is taken, again and again.
/// </summary>
internal static class PairedBootstrap
{
    private const double Tail = 0.025;

    /// <summary>The mean of system - baseline.</summary>
    /// <param name="system">[queries].</param>
    /// <param name="baseline">[queries], the same queries in the same order.</param>
    /// <param name="samples">Resamples.</param>
    /// <param name="seed">The same seed gives the same interval.</param>
    public static Interval Difference(double[] system, double[] baseline, int samples, ulong seed) =>
        Mean([.. system.Zip(baseline, (a, b) => a - b)], samples, seed);

    /// <summary>The mean of the values themselves.</summary>
    public static Interval Mean(double[] values, int samples, ulong seed)
    {
        var means = new double[samples];
        var random = new SeededRandom(seed);
        for (var sample = 0; sample < samples; sample++)
        {
            var sum = 0.0;
            for (var i = 0; i < values.Length; i++)
                sum += values[random.Next(values.Length)];
            means[sample] = sum / values.Length;
        }

        Array.Sort(means);
        return new Interval(values.Average(), Quantile(means, Tail), Quantile(means, 1 - Tail));
    }

    /// <summary>Between the two nearest ranks in proportion, as numpy.quantile does.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
