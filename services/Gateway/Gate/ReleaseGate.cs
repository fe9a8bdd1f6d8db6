using Kale.Gateway.Peers;
using Kale.Gateway.Releases;
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
    QueryEncoderClient encoder, PairedSearch search, GateQueries queries, LatencyProbe latency, PassageIndex index,
    SpaceStore spaces, LabelStore labels, FleetFollower fleet, GatewayName gateway, TimeProvider time)
{
    /// <param name="route">With the staged candidate.</param>
    /// <param name="waited">How long this gateway has known of it.</param>
    /// <param name="cancellation">Stops the gate.</param>
    /// <returns>Null while no replica has it ready, but one may.</returns>
    public async Task<RolloutReport?> RunAsync(Route route, TimeSpan waited, CancellationToken cancellation)
    {
        var candidate = route.Candidate!.Release;
        if (LoadCheck.Of(candidate, fleet.Replicas, waited, route.Policy.GatePatience) is not { } loaded)
            return null;
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
        () => CheckOverlapAsync(route, bundles, cancellation),
        () => CheckLabelsAsync(route, bundles, cancellation),
        () => CheckLatencyAsync(route, bundles, cancellation),
    ];

    private async Task<IReadOnlyList<RolloutCheck>> CheckProbesAsync(
        Route route, GatePair bundles, CancellationToken cancellation)
    {
        var space = await spaces.GetAsync(route.SpaceId, cancellation);
        var vectors = await encoder.EncodeManyAsync(
            [.. space.Probes.Select(probe => probe.Text)], bundles.Candidate, cancellation);
        return [.. ProbeChecks.Of(space, vectors)];
    }

    private async Task<IReadOnlyList<RolloutCheck>> CheckOverlapAsync(
        Route route, GatePair bundles, CancellationToken cancellation)
    {
        var pairs = new List<HitPair>();
        foreach (var sample in
            await queries.SampleAsync(await spaces.GetAsync(route.SpaceId, cancellation), cancellation))
            pairs.AddRange(await search.RunAsync(bundles, sample, OverlapChecks.Template, cancellation));
        return [.. OverlapChecks.Of(route.Policy, pairs)];
    }

    private async Task<IReadOnlyList<RolloutCheck>> CheckLabelsAsync(
        Route route, GatePair bundles, CancellationToken cancellation)
    {
        if (await labels.FindAsync(route.Name, cancellation) is not { } set)
            return [.. LabelChecks.Without("the route has no labelled queries")];
        if (await index.FindServingAsync(set.Collection, cancellation) is not { } build)
            return [.. LabelChecks.Without($"the labelled collection '{set.Collection}' is not there any more")];
        if (build.Space.SpaceId != route.SpaceId)
            return [.. LabelChecks.Without($"the labelled collection '{set.Collection}' is of another space now")];
        var sample = new GateSample(build, [.. set.Queries.Select(query => query.Text).Distinct()]);
        var pairs = await search.RunAsync(bundles, sample, LabelChecks.Template, cancellation);
        return
        [
            .. pairs.Count > 0
                ? LabelChecks.Of(route.Policy, set, pairs)
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
