namespace Kale.Rollouts.Judging;

/// <summary>Percentiles of times.</summary>
public static class Percentiles
{
    /// <summary>The smallest time that at least the given share of the samples does not exceed; zero of none.</summary>
    public static TimeSpan Of(IEnumerable<TimeSpan> samples, double share)
    {
        TimeSpan[] sorted = [.. samples.Order()];
        return sorted.Length == 0 ? TimeSpan.Zero : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
