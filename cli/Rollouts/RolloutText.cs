using System.Globalization;
using Kale.V1;

namespace Kale.Cli.Rollouts;

/// <summary>Routes, reports and observations in words for people.</summary>
internal static class RolloutText
{
    public static string Candidate(Route route) => route.Candidate is null
        ? "no candidate"
        : $"candidate {route.Candidate.ReleaseId} ({Short(route.Candidate.BundleId)}) {Stage(route)}";

    public static string Stage(Route route) => route.CandidateStage switch
    {
        RolloutStage.Staged => "staged, before the gate",
        RolloutStage.Gated => "passed the gate",
        RolloutStage.Shadow => $"in shadow of {Percent(route.CandidateShare)}",
        RolloutStage.Canary => $"canary for {Percent(route.CandidateShare)}",
        _ => "none",
    };

    public static string Line(RolloutStatus status) => string.Create(
        CultureInfo.InvariantCulture,
        $"generation {status.Route.Generation}, active {Short(status.Route.Active.BundleId)}, "
        + $"{Candidate(status.Route)}, ready {status.ReplicasReady}/{status.Replicas}, "
        + $"searches {status.Active?.Searches ?? 0}+{status.Candidate?.Searches ?? 0}, "
        + $"errors {status.Candidate?.Errors ?? 0}, overlap@10 {Mean(status)}, "
        + $"p95 {Milliseconds(status.Active)}/{Milliseconds(status.Candidate)} ms");

    public static string Mean(RolloutStatus status) => (status.Compared == 0
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{status.MeanOverlapAt10:0.000} of {status.Compared}"))
        + Waiting(status);

    // A rollout goes on by searches that people send; without them it would seem to hang.
    private static string Waiting(RolloutStatus status) =>
        status.Route is { CandidateStage: RolloutStage.Shadow or RolloutStage.Canary, Policy: { } policy }
        && status.Compared < policy.MinObservations
            ? $" (waits for searches: judged from {policy.MinObservations} on)"
            : "";

    public static string Milliseconds(EncoderTraffic? traffic) =>
        string.Create(CultureInfo.InvariantCulture, $"{traffic?.LatencyP95?.ToTimeSpan().TotalMilliseconds ?? 0:0.0}");

    public static IEnumerable<string> Report(RolloutReport report)
    {
        yield return $"{report.Kind} of {report.ReleaseId} ({Short(report.BundleId)}): "
            + $"{(report.Passed ? "passed" : "refused")}";
        foreach (var check in report.Checks)
        {
            var on = check.Collection.Length > 0 ? $"'{check.Collection}': " : "";
            yield return $"  {Word(check.Outcome),-12}{check.Name,-20}{on}{check.Message}";
        }
    }

    public static string Short(string bundleId) => bundleId.Length > 19 ? bundleId[..19] : bundleId;

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    private static string Word(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "passed",
        CheckOutcome.Failed => "FAILED",
        CheckOutcome.Inconclusive => "NOT ENOUGH",
        _ => "skipped",
    };
}
