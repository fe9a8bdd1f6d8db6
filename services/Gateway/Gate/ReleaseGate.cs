using Kale.Gateway.Peers;
using Kale.Gateway.Rollout;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Spaces;

namespace Kale.Gateway.Gate;

/// <summary>
/// Judges a staged release before any traffic. It has no encoder of its own: it asks a replica that has the candidate
/// ready, and where none becomes ready, it refuses. After a failed check the later ones, which would only repeat it,
/// are left out.
/// </summary>
internal sealed class ReleaseGate(
    BulkEncoding encoding, PairedSearch search, CollectionProof proof, LatencyProbe latency, PassageIndex index,
    SpaceStore spaces, LabelStore labels, FleetFollower fleet, GatewayName gateway, TimeProvider time)
{
    /// <param name="route">With the staged candidate.</param>
    /// <param name="waited">How long this gateway has known of it.</param>
    /// <returns>The first check; null while no replica has both encoders ready, but one may.</returns>
    public RolloutCheck? Begin(Route route, TimeSpan waited) => LoadCheck.OfBoth(route, fleet.Replicas, waited);

    /// <summary>The report of a gate that what it asks did not let finish.</summary>
    public RolloutReport GiveUp(Route route, RolloutCheck loaded, string reason) => ReportOf(
        route,
        route.Candidate!.Release,
        [LoadCheck.Unfinished(loaded, route.Policy.GatePatience, reason)]);

    public async Task<RolloutReport> RunAsync(Route route, RolloutCheck loaded, CancellationToken cancellation)
    {
        var candidate = route.Candidate!.Release;
        var checks = new List<RolloutCheck> { loaded };
        var stages = Stages(route, new GatePair(route.Active.BundleId, candidate.BundleId), cancellation);
        foreach (var stage in stages.TakeWhile(_ => checks.TrueForAll(check => check.Outcome != CheckOutcome.Failed)))
            checks.AddRange(await stage());
        return ReportOf(route, candidate, checks);
    }

    private Func<Task<IReadOnlyList<RolloutCheck>>>[] Stages(
        Route route, GatePair bundles, CancellationToken cancellation) =>
    [
        () => CheckProbesAsync(route, bundles, cancellation),
        () => CheckCollectionsAsync(route, bundles, cancellation),
        () => CheckLabelsAsync(route, bundles, cancellation),
        () => CheckLatencyAsync(route, bundles, cancellation),
    ];

    private async Task<IReadOnlyList<RolloutCheck>> CheckProbesAsync(
        Route route, GatePair bundles, CancellationToken cancellation)
    {
        var space = await spaces.GetAsync(route.SpaceId, cancellation);
        var vectors = await encoding.EncodeAsync(
            [.. space.Probes.Select(probe => probe.Text)], bundles.Candidate, cancellation);
        return [.. ProbeChecks.Of(route.Policy, space, vectors)];
    }

    private async Task<IReadOnlyList<RolloutCheck>> CheckCollectionsAsync(
        Route route, GatePair bundles, CancellationToken cancellation) =>
        await proof.RunAsync(route, await spaces.GetAsync(route.SpaceId, cancellation), bundles, cancellation);

    private async Task<IReadOnlyList<RolloutCheck>> CheckLabelsAsync(
        Route route, GatePair bundles, CancellationToken cancellation)
    {
        if (await labels.FindAsync(route.Name, cancellation) is not { } set)
            return [.. LabelChecks.Without("the route has no labelled queries")];
        if (await index.FindServingAsync(set.Collection, cancellation) is not { } build)
            return [.. LabelChecks.Without($"the labelled collection '{set.Collection}' is not there any more")];
        if (build.Space.SpaceId != route.SpaceId)
            return [.. LabelChecks.Without($"the labelled collection '{set.Collection}' is of another space now")];
        var texts = set.Queries.Select(query => query.Text).Distinct().ToList();
        var vectors = await search.EncodeAsync(bundles, texts, cancellation);
        var pairs = await search.FindAsync(build, vectors, LabelChecks.Template, cancellation);
        return
        [
            .. pairs.Count > 0
                ? LabelChecks.Of(route.Policy, set, pairs)
                    .Select(check => check with { Collection = set.Collection })
                : LabelChecks.Without("no labelled query could be encoded"),
        ];
    }

    private async Task<IReadOnlyList<RolloutCheck>> CheckLatencyAsync(
        Route route, GatePair bundles, CancellationToken cancellation)
    {
        var space = await spaces.GetAsync(route.SpaceId, cancellation);
        return
        [
            await latency.RunAsync(
                route.Policy, bundles, [.. space.Probes.Select(probe => probe.Text)], cancellation),
        ];
    }

    private RolloutReport ReportOf(Route route, Release release, IReadOnlyList<RolloutCheck> checks) => new()
    {
        Id = $"{release.Id}-gate",
        Route = route.Name,
        ReleaseId = release.Id,
        BundleId = release.BundleId,
        Kind = "gate",
        Checks = checks,
        Generation = route.Generation,
        Created = time.GetUtcNow(),
        Gateway = gateway.Value,
    };
}
