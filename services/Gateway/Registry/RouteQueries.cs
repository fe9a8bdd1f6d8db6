using Grpc.Core;
using Kale.Gateway.Rollout;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Hosting;
using Kale.V1;
using Microsoft.Extensions.Options;
using RolloutReport = Kale.V1.RolloutReport;
using Route = Kale.V1.Route;

namespace Kale.Gateway.Registry;

/// <summary>What the registry tells about routes.</summary>
internal sealed class RouteQueries(
    RouteStore routes, ReportStore reports, FleetView fleet, RolloutObserver observer, GatewayName gateway,
    IOptions<GatewayOptions> options, TimeProvider time, ILogger<RouteQueries> logger)
{
    private const int LatestReports = 5;
    private const int DefaultChanges = 50;

    public async Task<Route> GetAsync(string name, CancellationToken cancellation) =>
        RouteContract.From(await routes.GetAsync(name, cancellation));

    public async Task<ListRoutesResponse> ListAsync(CancellationToken cancellation) =>
        new() { Routes = { (await routes.ListAsync(cancellation)).Select(RouteContract.From) } };

    public async Task WatchAsync(string name, IServerStreamWriter<Route> watcher, CancellationToken cancellation)
    {
        var interval = options.Value.Rollout.Interval;
        await routes.GetAsync(name, cancellation); // one that is not there is told, not waited for
        var told = new ToldOnce(logger);
        await foreach (var route in
            routes.WatchAsync(name, interval, error => told.Tell(error.Message, Log.StateUnreachable), cancellation))
            await watcher.WriteAsync(RouteContract.From(route), cancellation);
    }

    public async Task<ListRolloutReportsResponse> ReportsAsync(
        string route, string releaseId, CancellationToken cancellation)
    {
        var wanted = (await reports.ListAsync(route, cancellation))
            .Where(report => releaseId.Length == 0 || report.ReleaseId == releaseId);
        return new ListRolloutReportsResponse { Reports = { wanted.Select(ReportContract.From) } };
    }

    public async Task<RolloutReport> ReportAsync(string route, string id, CancellationToken cancellation) =>
        await reports.FindAsync(route, id, cancellation) is { } report
            ? ReportContract.From(report)
            : throw new FailureException(RegistryFailures.ReportNotFound, $"Route '{route}' has no report '{id}'.");

    public async Task<GetAuditResponse> AuditAsync(string route, int count, CancellationToken cancellation) =>
        new()
        {
            Changes =
            {
                (await routes.AuditAsync(route, count == 0 ? DefaultChanges : count, cancellation))
                    .Select(RouteContract.From),
            },
        };

    public async Task<RolloutStatus> RolloutAsync(string name, CancellationToken cancellation)
    {
        var route = await routes.GetAsync(name, cancellation);
        var replicas = await fleet.ReadAsync(name, cancellation);
        var status = RolloutContract.From(observer.Of(route.Candidate));
        status.Route = RouteContract.From(route);
        status.Gateway = gateway.Value;
        status.Replicas = (uint)replicas.Count;
        status.ReplicasReady = (uint)replicas.Count(replica =>
            route.Candidate is { } candidate && replica.IsReady(candidate.Release));
        status.Reports.AddRange(
            (await reports.ListAsync(name, cancellation)).Take(LatestReports).Select(ReportContract.From));
        return status;
    }

    public async Task<GetFleetResponse> FleetAsync(string route, CancellationToken cancellation)
    {
        var seen = time.GetUtcNow();
        return new GetFleetResponse
        {
            Replicas =
            {
                (await fleet.ReadAsync(route, cancellation)).Select(replica => FleetContract.From(replica, seen)),
            },
        };
    }
}
