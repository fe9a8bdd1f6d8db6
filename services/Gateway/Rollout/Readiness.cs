using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;

namespace Kale.Gateway.Rollout;

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

    /// <summary>
    /// Before an active release is replaced without a gate: replicas follow the route, none has it ready, and each says
    /// why it cannot load it.
    /// </summary>
    /// <exception cref="RouteException">StillServing, naming a replica that has it, or may yet.</exception>
    public async Task RequireNowhereAsync(string route, Release release, CancellationToken cancellation)
    {
        if (WhyNotLost(await fleet.ReadAsync(route, cancellation), release) is { } why)
            throw new RouteException(
                RouteError.StillServing,
                $"Bundle {release.BundleId} of route '{route}' is not lost: {why}. Only a release that every replica "
                + "has failed to load is replaced; otherwise stage the other bundle.");
    }

    /// <summary>Whether replicas follow the route, and all of them have failed to load the release.</summary>
    public async Task<bool> IsLostAsync(string route, Release release, CancellationToken cancellation) =>
        WhyNotLost(await fleet.ReadAsync(route, cancellation), release) is null;

    private static string? WhyNotLost(IReadOnlyList<ReplicaReport> replicas, Release release) =>
        replicas.Count == 0 ? "no replica follows the route, so nobody knows"
        : replicas.FirstOrDefault(replica => replica.IsReady(release)) is { } serving ? $"{serving.Name} serves it"
        : replicas.FirstOrDefault(replica => ReasonOf(replica, release).Length == 0) is { } loading
            ? Say(loading, release)
        : null;

    private static string ReasonOf(ReplicaReport replica, Release release) =>
        replica.Bundles.FirstOrDefault(bundle =>
            bundle.BundleId == release.BundleId && bundle.ReleaseId == release.Id)?.Reason ?? "";

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
