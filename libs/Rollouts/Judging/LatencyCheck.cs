using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;

namespace Kale.Rollouts.Judging;

/// <summary>Whether a candidate is fast enough, in the gate and in traffic.</summary>
public static class LatencyCheck
{
    /// <summary>Milliseconds against the active encoder's, times the ratio, and the slack.</summary>
    public static RolloutCheck Of(RoutePolicy policy, TimeSpan active, TimeSpan candidate, int samples) =>
        RolloutCheck.AtMost(
            CheckNames.Latency,
            candidate.TotalMilliseconds,
            (active.TotalMilliseconds * policy.MaxLatencyRatio) + policy.LatencySlack.TotalMilliseconds,
            samples,
            "p95 in ms");
}
