using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;

namespace Kale.Gateway.Releases;

/// <summary>No traffic to an unready release: asked before a change that would send some.</summary>
internal sealed class Readiness(FleetView fleet)
{
    /// <summary>Before shadow, canary and rollback: somebody has it ready.</summary>
    /// <exception cref="RouteException">NotReady, saying what the replicas say.</exception>
    public async Task RequireSomewhereAsync(string route, string bundleId, CancellationToken cancellation)
    {
        var replicas = await fleet.ReadAsync(route, cancellation);
        if (!replicas.Any(replica => replica.IsReady(bundleId)))
            throw NotReady(route, bundleId, replicas);
    }

    /// <summary>Before activation: everybody has it ready, so that none has to turn searches away.</summary>
    /// <exception cref="RouteException">NotReady, naming those that have not.</exception>
    public async Task RequireEverywhereAsync(string route, string bundleId, CancellationToken cancellation)
    {
        var replicas = await fleet.ReadAsync(route, cancellation);
        if (replicas.Count == 0 || !replicas.All(replica => replica.IsReady(bundleId)))
            throw NotReady(route, bundleId, replicas);
    }

    private static RouteException NotReady(string route, string bundleId, IReadOnlyList<ReplicaReport> replicas) => new(
        RouteError.NotReady,
        $"Bundle {bundleId} is not ready on route '{route}': "
        + (replicas.Count == 0 ? "no replica follows it." : string.Join("; ", replicas.Where(replica => !replica.IsReady(bundleId)).Select(replica => Say(replica, bundleId))) + "."));

    private static string Say(ReplicaReport replica, string bundleId) =>
        replica.Bundles.FirstOrDefault(bundle => bundle.BundleId == bundleId) is { } bundle
            ? $"{replica.Name} is {bundle.State.ToString().ToLowerInvariant()}{(bundle.Reason.Length > 0 ? ": " + bundle.Reason : "")}"
            : $"{replica.Name} has not begun to load it";
}
