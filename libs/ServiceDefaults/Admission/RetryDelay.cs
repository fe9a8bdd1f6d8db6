namespace Kale.ServiceDefaults.Admission;

/// <summary>
/// When those that were refused are to come again. Told the same time, they would meet again: each is told a random one
/// of a span as long as it takes to answer all that were refused in the last second.
/// </summary>
public static class RetryDelay
{
    private const double LeastSpread = 0.05;
    private const double MostSpread = 10;
    private const double UnknownSpread = 1;
    private const double Standstill = 1e-3;

    /// <summary>A time that all callers would be told alike, as one of their own: up to twice as long.</summary>
    public static TimeSpan Spread(TimeSpan told) => told * (1 + Random.Shared.NextDouble());

    /// <param name="excess">After which the server is as busy as it may be.</param>
    /// <param name="refused">Calls in the last second.</param>
    /// <param name="perSecond">Calls that are answered; null: not known.</param>
    internal static TimeSpan Of(TimeSpan excess, double refused, double? perSecond)
    {
        var spread = perSecond is { } speed
            ? Math.Clamp(refused / Math.Max(speed, Standstill), LeastSpread, MostSpread)
            : UnknownSpread;
        return excess + TimeSpan.FromSeconds(spread * Random.Shared.NextDouble());
    }
}
