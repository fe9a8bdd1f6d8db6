using Kale.Rollouts.Fleet;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;

namespace Kale.Gateway.Gate;

/// <summary>
/// Whether replicas have the encoders ready that the gate asks to encode, the candidate and the active one: without
/// them it judges nothing.
/// </summary>
internal static class LoadCheck
{
    /// <returns>Null while what is missing may still become ready.</returns>
    public static RolloutCheck? OfBoth(Route route, IReadOnlyList<ReplicaReport> replicas, TimeSpan waited)
    {
        var patience = route.Policy.GatePatience;
        var candidate = Of(route.Candidate!.Release, replicas, waited, patience);
        if (candidate is not { Outcome: CheckOutcome.Passed } || replicas.Any(replica => replica.IsReady(route.Active)))
            return candidate;
        return waited < patience ? null : RolloutCheck.That(
            CheckNames.Load, false, replicas.Count,
            $"the active encoder {route.Active.BundleId}, which it is compared with, is ready on no replica after "
            + $"{patience}; bring its bundle back, or serve another one: kale releases replace");
    }

    /// <summary>Both were ready, and what the gate then asked did not answer for all its patience.</summary>
    public static RolloutCheck Unfinished(RolloutCheck loaded, TimeSpan patience, string reason) => RolloutCheck.That(
        CheckNames.Load, false, loaded.Samples, $"the gate could not finish within {patience}: {reason}");

    /// <returns>Null while it may still become ready.</returns>
    public static RolloutCheck? Of(
        Release release, IReadOnlyList<ReplicaReport> replicas, TimeSpan waited, TimeSpan patience)
    {
        var ready = replicas.Count(replica => replica.IsReady(release));
        if (ready > 0)
            return RolloutCheck.That(
                CheckNames.Load, true, ready,
                $"{ready} of {replicas.Count} replicas have it loaded, verified and warm");
        if (replicas.Count > 0 && replicas.All(replica => RefusalOf(replica, release) is not null))
            return RolloutCheck.That(
                CheckNames.Load, false, replicas.Count,
                $"{replicas[0].Name} refused it: {RefusalOf(replicas[0], release)}");
        return waited < patience ? null : RolloutCheck.That(
            CheckNames.Load, false, replicas.Count,
            $"no replica had it ready after {patience}; {replicas.Count} replicas follow the route");
    }

    private static string? RefusalOf(ReplicaReport replica, Release release) =>
        replica.Bundles.FirstOrDefault(bundle =>
            bundle.BundleId == release.BundleId
            && bundle.ReleaseId == release.Id
            && bundle.State == BundleState.Refused)?.Reason;
}
