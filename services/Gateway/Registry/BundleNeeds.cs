using Kale.Gateway.Peers;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Spaces;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Registry;

/// <summary>
/// Asks everybody who may need a bundle. One who does not answer fails the question: what is not known to be free
/// stays.
/// </summary>
internal sealed class BundleNeeds(
    RegistryBundles bundles, RouteStore routes, SpaceStore spaces, FleetView fleet, PassageIndex index,
    UnfinishedJobs jobs, IOptions<GatewayOptions> options, ILogger<BundleNeeds> logger)
{
    /// <summary>Bundle id → what needs it.</summary>
    public async Task<ILookup<string, BundleNeed>> ReadAsync(CancellationToken cancellation)
    {
        var served = await routes.ListAsync(cancellation);
        IEnumerable<BundleNeed> needs =
        [
            .. bundles.Store.Names.Select(name => BundleNeed.OfName(name.Key, name.Value)),
            .. served.SelectMany(BundleNeed.Of),
            .. (await spaces.ListAsync(cancellation)).SelectMany(BundleNeed.Of),
            .. (await ReplicasAsync(served, cancellation)).SelectMany(BundleNeed.Of),
            .. (await index.ListAsync(cancellation)).SelectMany(collection => collection.Builds).Select(BundleNeed.Of),
            .. (await jobs.ListAsync(cancellation)).SelectMany(BundleNeed.Of),
        ];
        return needs.ToLookup(need => need.BundleId);
    }

    // Replicas may follow a route that is yet to be made.
    private async Task<IEnumerable<ReplicaReport>> ReplicasAsync(
        IEnumerable<Route> served, CancellationToken cancellation)
    {
        var replicas = new List<ReplicaReport>();
        foreach (var route in served.Select(route => route.Name).Append(options.Value.Route).Distinct())
            replicas.AddRange(await fleet.ReadAsync(
                route, cancellation, error => Log.ReportUnreadable(logger, error.Message)));
        return replicas;
    }
}
