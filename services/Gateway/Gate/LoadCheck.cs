using Kale.Rollouts.Fleet;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;

namespace Kale.Gateway.Gate;

/// <summary>
/// Whether some replica has the candidate ready. The gate asks replicas to encode: without one it judges nothing.
/// </summary>
internal static class LoadCheck
{
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
