using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;

namespace Kale.Gateway.Releases;

/// <summary>No traffic to an unready release: asked before a change that would send some.</summary>
internal sealed class Readiness(FleetView fleet)
{
    /// <summary>Before shadow, canary and rollback: somebody has it ready.</summary>
    /// <exception cref="RouteException">NotReady, saying what the replicas say.</exception>
    public async Task RequireSomewhereAsync(string route, Release release, CancellationToken cancellation)
    {
        var replicas = await fleet.ReadAsync(route, cancellation);
        if (!replicas.Any(replica => replica.IsReady(release)))
            throw NotReady(route, release, replicas);
    }

    /// <summary>Before activation: everybody has it ready, so that none has to turn searches away.</summary>
    /// <exception cref="RouteException">NotReady, naming those that have not.</exception>
    public async Task RequireEverywhereAsync(string route, Release release, CancellationToken cancellation)
    {
        var replicas = await fleet.ReadAsync(route, cancellation);
        if (replicas.Count == 0 || !replicas.All(replica => replica.IsReady(release)))
            throw NotReady(route, release, replicas);
    }

    private static RouteException NotReady(string route, Release release, IReadOnlyList<ReplicaReport> replicas) => new(
        RouteError.NotReady,
        $"Bundle {release.BundleId} is not ready on route '{route}': "
        + (replicas.Count == 0
            ? "no replica follows it."
            : string.Join("; ", replicas
                .Where(replica => !replica.IsReady(release))
                .Select(replica => Say(replica, release))) + "."));

    private static string Say(ReplicaReport replica, Release release) =>
        replica.Bundles.FirstOrDefault(bundle =>
            bundle.BundleId == release.BundleId && bundle.ReleaseId == release.Id) is { } bundle
            ? $"{replica.Name} is {bundle.State.ToString().ToLowerInvariant()}"
                + $"{(bundle.Reason.Length > 0 ? ": " + bundle.Reason : "")}"
            : $"{replica.Name} has not begun to load it";
}
