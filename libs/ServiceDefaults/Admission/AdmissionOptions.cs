using System.ComponentModel.DataAnnotations;

namespace Kale.ServiceDefaults.Admission;

/// <summary>How many calls a server works on at the same time, and whom it refuses instead.</summary>
public sealed class AdmissionOptions
{
    /// <summary>
    /// The part of a caller's time by which its call is to be answered; what is expected to take longer is refused at
    /// once. 0.4: the slowest of a hundred calls take about twice as long as is expected of all.
    /// </summary>
    [Range(0.01, 1)]
    public double DeadlineShare { get; set; } = 0.4;

    /// <summary>
    /// The longest that a call may be expected to take, whatever time its caller has, once 64 are in work: more of them
    /// make nothing faster. 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Calls in work that are always let in, however slow the last ones were and however little time there is. 4.
    /// </summary>
    [Range(1, 65_536)]
    public int MinInFlight { get; set; } = 4;

    /// <summary>The most calls in work, however fast the last ones were. 1,024.</summary>
    [Range(1, 65_536)]
    public int MaxInFlight { get; set; } = 1024;
}
