using System.CommandLine;
using Kale.V1;

namespace Kale.Cli.Rollouts;

/// <summary>
/// A suite's registry, and what one operator changes of it: of a route, on the generation that was just read, under a
/// request id of its own.
/// </summary>
internal sealed class RegistrySession : IDisposable
{
    private readonly ServerConnection _server;
    private readonly string _reason;

    public RegistrySession(ParseResult parsed)
    {
        _server = ServerConnection.Open(parsed);
        (Route, _reason) = (parsed.GetValue(RouteOptions.Route)!, parsed.GetValue(RouteOptions.Reason) ?? "");
        Client = new EncoderRegistry.EncoderRegistryClient(_server.Calls);
    }

    public string Route { get; }

    public EncoderRegistry.EncoderRegistryClient Client { get; }

    public static string Actor => Environment.UserName;

    public async Task<Route> GetAsync(CancellationToken cancel) =>
        await Client.GetRouteAsync(new GetRouteRequest { Name = Route }, cancellationToken: cancel);

    public async Task<RouteChangeRequest> ChangeAsync(
        CancellationToken cancel, double share = 0, bool automatic = false) =>
        new()
        {
            Route = Route,
            ExpectedGeneration = (await GetAsync(cancel)).Generation,
            RequestId = NewRequestId(),
            Actor = Actor,
            Reason = _reason,
            Share = share,
            Automatic = automatic,
        };

    public async Task<Route> StageAsync(string bundle, CancellationToken cancel)
    {
        var request = new StageReleaseRequest
        {
            Route = Route,
            BundleId = bundle,
            ExpectedGeneration = (await GetAsync(cancel)).Generation,
            RequestId = NewRequestId(),
            Actor = Actor,
            Reason = _reason,
        };
        return await Client.StageReleaseAsync(request, cancellationToken: cancel);
    }

    public async Task<Route> ReplaceAsync(string bundle, CancellationToken cancel)
    {
        var request = new ReplaceReleaseRequest
        {
            Route = Route,
            BundleId = bundle,
            ExpectedGeneration = (await GetAsync(cancel)).Generation,
            RequestId = NewRequestId(),
            Actor = Actor,
            Reason = _reason,
        };
        return await Client.ReplaceReleaseAsync(request, cancellationToken: cancel);
    }

    public async Task<Route> CreateAsync(string bundle, string space, CancellationToken cancel) =>
        await Client.CreateRouteAsync(
            new CreateRouteRequest
            {
                Name = Route,
                SpaceId = space,
                BundleId = bundle,
                RequestId = NewRequestId(),
                Actor = Actor,
                Reason = _reason,
            },
            cancellationToken: cancel);

    public async Task<Route> SetPolicyAsync(RoutePolicy policy, CancellationToken cancel) =>
        await Client.SetPolicyAsync(
            new SetPolicyRequest
            {
                Route = Route,
                Policy = policy,
                ExpectedGeneration = (await GetAsync(cancel)).Generation,
                RequestId = NewRequestId(),
                Actor = Actor,
                Reason = _reason,
            },
            cancellationToken: cancel);

    /// <summary>All bundles, and how they stand.</summary>
    public async Task<ListBundlesResponse> ListBundlesAsync(CancellationToken cancel) =>
        await Client.ListBundlesAsync(new ListBundlesRequest { WithStandings = true }, cancellationToken: cancel);

    public async Task<DeleteBundleResponse> DeleteBundleAsync(string bundle, CancellationToken cancel) =>
        await Client.DeleteBundleAsync(
            new DeleteBundleRequest { BundleId = bundle, Actor = Actor, Reason = _reason }, cancellationToken: cancel);

    public async Task<DeleteNameResponse> DeleteNameAsync(string name, CancellationToken cancel) =>
        await Client.DeleteNameAsync(
            new DeleteNameRequest { Name = name, Actor = Actor, Reason = _reason }, cancellationToken: cancel);

    public async Task<RolloutStatus> StatusAsync(CancellationToken cancel) =>
        await Client.GetRolloutAsync(new GetRolloutRequest { Route = Route }, cancellationToken: cancel);

    public async Task<GetFleetResponse> FleetAsync(CancellationToken cancel) =>
        await Client.GetFleetAsync(new GetFleetRequest { Route = Route }, cancellationToken: cancel);

    public void Dispose() => _server.Dispose();

    private static string NewRequestId() => Guid.NewGuid().ToString("N");
}
