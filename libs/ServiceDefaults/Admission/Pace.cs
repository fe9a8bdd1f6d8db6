namespace Kale.ServiceDefaults.Admission;

/// <summary>
/// A rate over the recent past, what lies longer ago weighing less. Time that does not count is not told to it, so the
/// rate stands still then. Not thread-safe.
/// </summary>
internal sealed class Pace(TimeSpan memory)
{
    private double _seconds;
    private bool _known;

    /// <summary>Events that the memory holds.</summary>
    public double Events { get; private set; }

    /// <summary>Null before the first event.</summary>
    public double? PerSecond => _known && _seconds > 0 ? Events / _seconds : null;

    public void Pass(TimeSpan elapsed)
    {
        if (elapsed <= TimeSpan.Zero)
            return;
        var kept = Math.Exp(-(elapsed / memory));
        (Events, _seconds) = (Events * kept, _seconds * kept + memory.TotalSeconds * (1 - kept));
    }

    public void Count() => (Events, _known) = (Events + 1, true);
}
