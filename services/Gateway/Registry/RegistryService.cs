using Grpc.Core;
using Kale.Rollouts.Spaces;
using Kale.ServiceDefaults.Security;
using Kale.V1;

namespace Kale.Gateway.Registry;

/// <summary>
/// The registry over gRPC: spaces, bundles, changes of routes; what it tells is <see cref="RouteQueries"/>'.
/// </summary>
internal sealed class RegistryService(
    SpaceStore spaces, RegistryBundles bundles, BundleTransfers transfers, RouteChanges changes, LabelledSets labels,
    RouteQueries queries, BundleStandings standings, BundleDeletions deletions, BundleClaims claims)
    : EncoderRegistry.EncoderRegistryBase
{
    public override async Task<Space> RegisterSpace(RegisterSpaceRequest request, ServerCallContext context)
    {
        var tolerance = request.MinProbeCosine == 0 ? (double?)null : request.MinProbeCosine;
        var documents = await bundles.KeepAsync(request.ContextBundleId, context.CancellationToken);
        var reference = await bundles.KeepAsync(request.ReferenceQueryBundleId, context.CancellationToken);
        return SpaceContract.From(await claims.NameAsync(
            documents.Id,
            () => claims.NameAsync(
                reference.Id,
                () => spaces.RegisterAsync(documents, reference, tolerance, context.CancellationToken),
                context.CancellationToken),
            context.CancellationToken));
    }

    public override async Task<ListSpacesResponse> ListSpaces(ListSpacesRequest request, ServerCallContext context) =>
        new() { Spaces = { (await spaces.ListAsync(context.CancellationToken)).Select(SpaceContract.From) } };

    public override Task UploadBundle(
        IAsyncStreamReader<UploadBundleRequest> requestStream, IServerStreamWriter<UploadBundleResponse> responseStream,
        ServerCallContext context) =>
        transfers.ReceiveAsync(requestStream, responseStream, context.CancellationToken);

    public override Task DownloadBundle(
        DownloadBundleRequest request, IServerStreamWriter<BundleChunk> responseStream, ServerCallContext context) =>
        transfers.SendAsync(request, responseStream, context.CancellationToken);

    public override Task<ListBundlesResponse> ListBundles(ListBundlesRequest request, ServerCallContext context) =>
        standings.ListAsync(request, context.CancellationToken);

    public override Task<DeleteBundleResponse> DeleteBundle(DeleteBundleRequest request, ServerCallContext context)
    {
        request.Actor = Caller.ActorOf(context, request.Actor);
        ChangeCheck.Require(request.Actor, request.Reason);
        return deletions.DeleteBundleAsync(request, context.CancellationToken);
    }

    public override Task<DeleteNameResponse> DeleteName(DeleteNameRequest request, ServerCallContext context)
    {
        request.Actor = Caller.ActorOf(context, request.Actor);
        ChangeCheck.Require(request.Actor, request.Reason);
        return deletions.DeleteNameAsync(request, context.CancellationToken);
    }

    public override async Task<Route> CreateRoute(CreateRouteRequest request, ServerCallContext context)
    {
        request.Actor = Caller.ActorOf(context, request.Actor);
        ChangeCheck.Require(request.RequestId, request.Actor, request.Reason);
        return RouteContract.From(await changes.CreateAsync(request, context.CancellationToken));
    }

    public override async Task<Route> StageRelease(StageReleaseRequest request, ServerCallContext context)
    {
        request.Actor = Caller.ActorOf(context, request.Actor);
        ChangeCheck.Require(request.RequestId, request.Actor, request.Reason);
        return RouteContract.From(await changes.StageAsync(request, context.CancellationToken));
    }

    public override Task<Route> StartRollout(RouteChangeRequest request, ServerCallContext context) =>
        ChangeAsync(request, changes.StartAsync, context);

    public override Task<Route> Advance(RouteChangeRequest request, ServerCallContext context) =>
        ChangeAsync(request, changes.AdvanceAsync, context);

    public override Task<Route> Promote(RouteChangeRequest request, ServerCallContext context) =>
        ChangeAsync(request, changes.PromoteAsync, context);

    public override Task<Route> Abort(RouteChangeRequest request, ServerCallContext context) =>
        ChangeAsync(request, changes.AbortAsync, context);

    public override Task<Route> Rollback(RouteChangeRequest request, ServerCallContext context) =>
        ChangeAsync(request, changes.RollbackAsync, context);

    public override async Task<Route> ReplaceRelease(ReplaceReleaseRequest request, ServerCallContext context)
    {
        request.Actor = Caller.ActorOf(context, request.Actor);
        ChangeCheck.Require(request.RequestId, request.Actor, request.Reason);
        return RouteContract.From(await changes.ReplaceAsync(request, context.CancellationToken));
    }

    public override async Task<Route> SetPolicy(SetPolicyRequest request, ServerCallContext context)
    {
        request.Actor = Caller.ActorOf(context, request.Actor);
        ChangeCheck.Require(request.RequestId, request.Actor, request.Reason);
        return RouteContract.From(await changes.SetPolicyAsync(request, context.CancellationToken));
    }

    public override Task<SetLabelledQueriesResponse> SetLabelledQueries(
        SetLabelledQueriesRequest request, ServerCallContext context) =>
        labels.SetAsync(request, context.CancellationToken);

    public override Task<Route> GetRoute(GetRouteRequest request, ServerCallContext context) =>
        queries.GetAsync(request.Name, context.CancellationToken);

    public override Task<ListRoutesResponse> ListRoutes(ListRoutesRequest request, ServerCallContext context) =>
        queries.ListAsync(context.CancellationToken);

    public override Task WatchRoute(
        GetRouteRequest request, IServerStreamWriter<Route> responseStream, ServerCallContext context) =>
        queries.WatchAsync(request.Name, responseStream, context.CancellationToken);

    public override Task<ListRolloutReportsResponse> ListReports(
        ListRolloutReportsRequest request, ServerCallContext context) =>
        queries.ReportsAsync(request.Route, request.ReleaseId, context.CancellationToken);

    public override Task<RolloutReport> GetReport(GetRolloutReportRequest request, ServerCallContext context) =>
        queries.ReportAsync(request.Route, request.ReportId, context.CancellationToken);

    public override Task<GetAuditResponse> GetAudit(GetAuditRequest request, ServerCallContext context) =>
        queries.AuditAsync(request.Route, (int)Math.Min(request.Count, 1000), context.CancellationToken);

    public override Task<RolloutStatus> GetRollout(GetRolloutRequest request, ServerCallContext context) =>
        queries.RolloutAsync(request.Route, context.CancellationToken);

    public override Task<GetFleetResponse> GetFleet(GetFleetRequest request, ServerCallContext context) =>
        queries.FleetAsync(request.Route, context.CancellationToken);

    private static async Task<Route> ChangeAsync(
        RouteChangeRequest request,
        Func<RouteChangeRequest, CancellationToken, Task<Kale.Rollouts.Routes.Route>> change,
        ServerCallContext context)
    {
        request.Actor = Caller.ActorOf(context, request.Actor);
        ChangeCheck.Require(request.RequestId, request.Actor, request.Reason);
        return RouteContract.From(await change(request, context.CancellationToken));
    }
}
