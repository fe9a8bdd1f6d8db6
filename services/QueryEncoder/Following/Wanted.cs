using Route = Kale.Rollouts.Routes.Route;

namespace Kale.QueryEncoder.Following;

/// <summary>What a replica should have loaded.</summary>
/// <param name="Generation">Of the route; 0 for the bundle that the configuration names until a route is known.</param>
/// <param name="SpaceId">That all bundles must speak; null: any.</param>
/// <param name="Bundles">
/// Of the active release first, then of the warm one, then of the candidate; two may share a bundle.
/// </param>
internal sealed record Wanted(long Generation, string? SpaceId, IReadOnlyList<WantedBundle> Bundles)
{
    public static readonly Wanted Nothing = new(0, null, []);

    public string ActiveId => Bundles.Count > 0 ? Bundles[0].BundleId : "";

    public static Wanted Of(Route route) => new(
        route.Generation, route.SpaceId,
        [.. route.WantedReleases.Select(release => new WantedBundle(release.BundleId, release.Id))]);

    /// <summary>A bundle by its name or id in the configuration.</summary>
    public static Wanted Of(string named) =>
        named.Length == 0 ? Nothing : new Wanted(0, null, [new WantedBundle(named, "")]);

    public bool Has(string bundleId) => Bundles.Any(bundle => bundle.BundleId == bundleId);
}

/// <param name="BundleId">Or a name, for the bundle that the configuration names.</param>
/// <param name="ReleaseId">The release of the route that wants it.</param>
internal sealed record WantedBundle(string BundleId, string ReleaseId);
