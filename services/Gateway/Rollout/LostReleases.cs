using Kale.Bundles;
using Kale.Gateway.Registry;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Spaces;
using Kale.ServiceDefaults.Hosting;

namespace Kale.Gateway.Rollout;

/// <summary>
/// Leads a route on whose active bundle is gone, while the store has the same encoder under another id: made again by
/// another version of the suite, or before ids followed from the content. That it is the same is known of a space's
/// reference query encoder, whose fingerprint the space's id is made of.
/// </summary>
internal sealed class LostReleases(
    RouteStore routes, SpaceStore spaces, RegistryBundles bundles, BundleClaims claims, FleetFollower fleet,
    Readiness readiness, GatewayName gateway, TimeProvider time, ILogger<LostReleases> logger)
{
    // Manifests are read from the disk for each look.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private readonly ToldOnce _told = new(logger);
    private long? _looked;

    /// <summary>Whether the route was changed.</summary>
    /// <exception cref="RouteException">Somebody else changed it first.</exception>
    public async Task<bool> HealAsync(Route route, CancellationToken cancellation)
    {
        if (fleet.IsReadySomewhere(route.Active) || (_looked is { } looked && time.GetElapsedTime(looked) < s_pause))
            return false;
        _looked = time.GetTimestamp();
        if (await FindTwinAsync(route, cancellation) is not { } twin
            || !await readiness.IsLostAsync(route.Name, route.Active, cancellation))
            return false;
        var release = new Release($"{route.Active.Id}-again", twin.Id, time.GetUtcNow());
        var change = new RouteRequest(
            new RouteEvent.Replace(release, twin.SpaceId), route.Generation, $"heal-{route.Active.Id}",
            gateway.Value, $"the same encoder as {route.Active.BundleId}, whose files are gone");
        await claims.NameAsync(
            twin.Id, () => routes.ApplyAsync(route.Name, change, cancellation), cancellation);
        return true;
    }

    private async Task<BundleManifest?> FindTwinAsync(Route route, CancellationToken cancellation)
    {
        var space = await spaces.GetAsync(route.SpaceId, cancellation);
        if (space.ReferenceQueryBundleId != route.Active.BundleId)
            return null;
        try
        {
            var there = (await bundles.ListAsync(cancellation)).ToList();
            var twin = there.Exists(manifest => manifest.Id == route.Active.BundleId)
                ? null
                : there.Find(manifest => IsReference(manifest, space));
            return twin is null ? null : (await bundles.KeepAsync(twin.Id, cancellation)).Manifest;
        }
        catch (BundleException error)
        {
            _told.Tell(error.Message, Log.TwinUnreadable);
            return null;
        }
    }

    private static bool IsReference(BundleManifest manifest, RegisteredSpace space) =>
        manifest.SpaceId == space.Id && manifest.Fingerprint == manifest.Space?.QueryFingerprint
        && manifest.Roles.Contains(EncoderRole.Query);
}
