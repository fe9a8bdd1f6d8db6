using Kale.Rollouts.Judging;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Rollout;

/// <summary>
/// What this gateway changes by itself: on the generation it looked at, under request ids that every gateway would
/// choose.
/// </summary>
internal sealed class RolloutDecisions(
    RouteStore routes, ReportStore reports, Readiness readiness, GatewayName gateway,
    IOptions<GatewayOptions> options, TimeProvider time, ILogger<RolloutDecisions> logger)
{
    /// <summary>
    /// Stores the gate's report and lets it decide over the staged release, whatever else changed meanwhile.
    /// </summary>
    public async Task RecordAsync(RolloutReport report, CancellationToken cancellation)
    {
        var stored = await reports.PutAsync(report, cancellation);
        var route = await routes.GetAsync(stored.Route, cancellation);
        if (route.Candidate is not { Stage: CandidateStage.Staged } staged || staged.Release.Id != stored.ReleaseId)
            return;
        Log.Judged(logger, stored.ReleaseId, stored.BundleId, stored.Summary);
        var verdict = new RouteEvent.RecordVerdict(stored.ReleaseId, stored.Id, stored.Passed);
        await PruneAsync(
            await ApplyAsync(route, verdict, $"verdict-{stored.ReleaseId}", stored.Summary, cancellation),
            cancellation);
    }

    /// <summary>Whether the previous release's warm time is over.</summary>
    public Task<bool> IsColdAsync(Route route, CancellationToken cancellation) =>
        routes.IsColdAsync(route, cancellation);

    /// <summary>The previous release's warm time is over.</summary>
    public Task CoolAsync(Route route, WarmRelease previous, CancellationToken cancellation) =>
        ApplyAsync(
            route, new RouteEvent.Cool(), $"cool-{previous.Release.Id}-{route.Generation}", "its warm time is over",
            cancellation);

    /// <summary>Takes the step that the judge decided on, with its checks as a stored report.</summary>
    public async Task TakeAsync(
        Route route, Candidate candidate, RolloutDecision decision, CancellationToken cancellation)
    {
        if (EventOf(route, decision.Step) is not { } wish)
            return;
        if (decision.Step == RolloutStep.Promote)
            await readiness.RequireEverywhereAsync(route.Name, candidate.Release, cancellation);
        var report = await reports.PutAsync(ReportOf(route, candidate, decision), cancellation);
        Log.Judged(logger, candidate.Release.Id, candidate.Release.BundleId, $"{decision.Step}: {report.Summary}");
        await PruneAsync(
            await ApplyAsync(route, wish, $"{decision.Step}-{candidate.Release.Id}", report.Summary, cancellation),
            cancellation);
    }

    private Task PruneAsync(Route route, CancellationToken cancellation) =>
        reports.PruneAsync(route, options.Value.Rollout.KeptReports, cancellation);

    private static RouteEvent? EventOf(Route route, RolloutStep step) => step switch
    {
        RolloutStep.Abort => new RouteEvent.Abort(),
        RolloutStep.Advance => new RouteEvent.Advance(route.Policy.CanaryShare),
        RolloutStep.Promote => new RouteEvent.Promote(),
        _ => null,
    };

    private RolloutReport ReportOf(Route route, Candidate candidate, RolloutDecision decision) => new()
    {
        Id = $"{candidate.Release.Id}-{candidate.Stage}-{route.Generation}-{gateway.Number}".ToLowerInvariant(),
        Route = route.Name,
        ReleaseId = candidate.Release.Id,
        BundleId = candidate.Release.BundleId,
        Kind = candidate.Stage.ToString().ToLowerInvariant(),
        Checks = decision.Checks,
        Generation = route.Generation,
        Created = time.GetUtcNow(),
        Gateway = gateway.Value,
    };

    private Task<Route> ApplyAsync(
        Route route, RouteEvent wish, string requestId, string reason, CancellationToken cancellation) =>
        routes.ApplyAsync(
            route.Name, new RouteRequest(wish, route.Generation, requestId, gateway.Value, reason), cancellation);
}
