namespace Kale.ServiceDefaults.Admission;

/// <summary>
/// As many calls in work as are answered in the time that a call may take: by Little's law they then take that long.
/// A call that comes when calls take half of it finds twice as many let in as there are, one that comes when they take
/// twice as long finds half: the limit follows the measured latency without knowing what slows the calls down. What
/// fails or comes too late is no answer, so a server that answers nobody takes the fewest.
/// </summary>
public sealed class ConcurrencyLimit(AdmissionOptions options) : IAdmissionRule
{
    /// <summary>
    /// What is let in before the first answer, and of callers who have the time however slow the server: a batch of an
    /// encoder's.
    /// </summary>
    private const int Batch = 64;

    /// <inheritdoc/>
    public TimeSpan Excess(Load load, TimeSpan? left)
    {
        var over = load.InFlight + 1 - Limit(load.AnsweredPerSecond, left);
        if (over <= 0)
            return TimeSpan.Zero;
        var seconds = load.AnsweredPerSecond is > 0 and { } speed ? over / speed : double.PositiveInfinity;
        return TimeSpan.FromSeconds(Math.Min(seconds, options.MaxWait.TotalSeconds));
    }

    /// <inheritdoc/>
    public int? Limit(Load load) => Limit(load.AnsweredPerSecond, left: null);

    private int Limit(double? perSecond, TimeSpan? left)
    {
        if (perSecond is not { } speed)
            return Within(Batch);
        var most = Math.Max(speed * options.MaxWait.TotalSeconds, Batch);
        return Within(left is { } time ? Math.Min(speed * time.TotalSeconds * options.DeadlineShare, most) : most);
    }

    private int Within(double calls) =>
        (int)Math.Clamp(calls, options.MinInFlight, Math.Max(options.MinInFlight, options.MaxInFlight));
}
