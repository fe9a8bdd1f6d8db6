using Kale.Rollouts.Routes;
using Kale.Rollouts.State;

namespace Kale.Rollouts.Fleet;

/// <summary>What a replica has of a bundle.</summary>
public enum BundleState
{
    /// <summary>It is being fetched, verified or warmed up.</summary>
    Loading,

    /// <summary>Verified and warm: queries may be sent to it.</summary>
    Ready,

    /// <summary>It cannot be served here; the reason says why.</summary>
    Refused,

    /// <summary>It finishes what it has begun and is asked for nothing more.</summary>
    Draining,
}

/// <summary>A bundle on a replica.</summary>
/// <param name="BundleId">Which bundle.</param>
/// <param name="ReleaseId">The release of the route that it is loaded for.</param>
/// <param name="State">How far it is.</param>
/// <param name="Reason">Why it is refused, or what it waits for; empty otherwise.</param>
/// <param name="MemoryBytes">What its weights take; 0 until it is loaded.</param>
public sealed record LoadedBundle(
    string BundleId, string ReleaseId, BundleState State, string Reason, long MemoryBytes);

/// <summary>
/// What a replica says of itself, again and again. It carries no time of day: a wrong clock misleads nobody.
/// </summary>
public sealed record ReplicaReport
{
    /// <summary>The process, as answers name it.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is called: http://host:port.</summary>
    public required string Address { get; init; }

    /// <summary>The route it follows.</summary>
    public required string Route { get; init; }

    /// <summary>The route's generation that it last saw; 0 before it saw one.</summary>
    public required long Generation { get; init; }

    /// <summary>The bundle that answers queries that name none; empty while there is none.</summary>
    public required string ActiveBundleId { get; init; }

    /// <summary>
    /// The generation from which on <see cref="ActiveBundleId"/> has answered; 0 while there is none.
    /// </summary>
    public required long ActiveGeneration { get; init; }

    /// <summary>One more with every report.</summary>
    public required long Sequence { get; init; }

    /// <summary>
    /// An entry for every release that the route names, and one for each bundle that is on its way out.
    /// </summary>
    public required IReadOnlyList<LoadedBundle> Bundles { get; init; }

    /// <summary>This report, if nothing in it is missing.</summary>
    /// <exception cref="StateStoreException">Something is.</exception>
    internal ReplicaReport Checked() =>
        Name is null || Address is null || Bundles is null || Bundles.Any(bundle => bundle?.BundleId is null)
            ? throw new StateStoreException($"A replica's report on route '{Route}' is incomplete.")
            : this;

    /// <summary>
    /// Whether queries may be sent to this release's bundle here. A report from before the release was staged does not
    /// count: the bundle that it calls ready may have been unloaded since.
    /// </summary>
    public bool IsReady(Release release) =>
        Bundles.Any(bundle => bundle.BundleId == release.BundleId
            && bundle.ReleaseId == release.Id
            && bundle.State == BundleState.Ready);
}
