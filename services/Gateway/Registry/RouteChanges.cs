using System.Security.Cryptography;
using System.Text;
using Kale.Bundles;
using Kale.Gateway.Registry.Mapping;
using Kale.Gateway.Releases;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Spaces;
using Kale.V1;
using Release = Kale.Rollouts.Routes.Release;
using Route = Kale.Rollouts.Routes.Route;
using RoutePolicy = Kale.Rollouts.Routes.RoutePolicy;

namespace Kale.Gateway.Registry;

/// <summary>
/// What operators change about routes. Bundles are verified and readiness is asked for before the store decides.
/// </summary>
internal sealed class RouteChanges(
    RouteStore routes, SpaceStore spaces, RegistryBundles bundles, Readiness readiness, TimeProvider time)
{
    public async Task<Route> CreateAsync(CreateRouteRequest request, CancellationToken cancellation)
    {
        var space = await spaces.GetAsync(request.SpaceId, cancellation);
        var bundle = await bundles.KeepAsync(request.BundleId, cancellation);
        RequireQueryEncoder(bundle);
        if (bundle.Manifest.SpaceId != space.Id)
            throw new RouteException(RouteError.SpaceMismatch,
                $"Bundle {bundle.Id} speaks {bundle.Manifest.SpaceId}, the route is to speak {space.Id}.");
        RequireTolerance(space, bundle);
        var policy = PolicyContract.Merge(new RoutePolicy(), request.Policy);
        return await routes.CreateAsync(
            request.Name, space.Id, NewRelease(bundle, request.RequestId), policy, request.RequestId, request.Actor,
            request.Reason, cancellation);
    }

    public async Task<Route> StageAsync(StageReleaseRequest request, CancellationToken cancellation)
    {
        var bundle = await bundles.KeepAsync(request.BundleId, cancellation);
        RequireQueryEncoder(bundle);
        var stage = new RouteEvent.Stage(NewRelease(bundle, request.RequestId), bundle.Manifest.SpaceId);
        return await ApplyAsync(
            request.Route, stage, request.ExpectedGeneration, request.RequestId, request.Actor, request.Reason,
            cancellation);
    }

    public async Task<Route> StartAsync(RouteChangeRequest request, CancellationToken cancellation)
    {
        var route = await RequireCandidateSomewhereAsync(request, cancellation);
        var share = request.Share == 0 ? route.Policy.ShadowShare : request.Share;
        return await ApplyAsync(request, new RouteEvent.StartRollout(share, request.Automatic), cancellation);
    }

    public async Task<Route> AdvanceAsync(RouteChangeRequest request, CancellationToken cancellation)
    {
        var route = await RequireCandidateSomewhereAsync(request, cancellation);
        return await ApplyAsync(
            request,
            new RouteEvent.Advance(request.Share == 0 ? route.Policy.CanaryShare : request.Share),
            cancellation);
    }

    public async Task<Route> PromoteAsync(RouteChangeRequest request, CancellationToken cancellation)
    {
        if (await PendingAsync(request, cancellation) is { Candidate: { } candidate })
            await readiness.RequireEverywhereAsync(request.Route, candidate.Release, cancellation);
        return await ApplyAsync(request, new RouteEvent.Promote(), cancellation);
    }

    public Task<Route> AbortAsync(RouteChangeRequest request, CancellationToken cancellation) =>
        ApplyAsync(request, new RouteEvent.Abort(), cancellation);

    public async Task<Route> RollbackAsync(RouteChangeRequest request, CancellationToken cancellation)
    {
        if (await PendingAsync(request, cancellation) is { Previous: { } previous })
            await readiness.RequireSomewhereAsync(request.Route, previous.Release, cancellation);
        return await ApplyAsync(request, new RouteEvent.Rollback(), cancellation);
    }

    public async Task<Route> SetPolicyAsync(SetPolicyRequest request, CancellationToken cancellation)
    {
        var route = await routes.GetAsync(request.Route, cancellation);
        var policy = new RouteEvent.SetPolicy(PolicyContract.Merge(route.Policy, request.Policy));
        return await ApplyAsync(
            request.Route, policy, request.ExpectedGeneration, request.RequestId, request.Actor, request.Reason,
            cancellation);
    }

    private async Task<Route> RequireCandidateSomewhereAsync(RouteChangeRequest request, CancellationToken cancellation)
    {
        var route = await routes.GetAsync(request.Route, cancellation);
        if (IsPending(route, request) && route.Candidate is { } candidate)
            await readiness.RequireSomewhereAsync(request.Route, candidate.Release, cancellation);
        return route;
    }

    /// <summary>
    /// Null when the request was decided on another generation: then the store answers, be it a repeated request or a
    /// conflict.
    /// </summary>
    private async Task<Route?> PendingAsync(RouteChangeRequest request, CancellationToken cancellation)
    {
        var route = await routes.GetAsync(request.Route, cancellation);
        return IsPending(route, request) ? route : null;
    }

    private static bool IsPending(Route route, RouteChangeRequest request) =>
        route.Generation == (long)request.ExpectedGeneration;

    private Task<Route> ApplyAsync(RouteChangeRequest request, RouteEvent wish, CancellationToken cancellation) =>
        ApplyAsync(
            request.Route, wish, request.ExpectedGeneration, request.RequestId, request.Actor, request.Reason,
            cancellation);

    private Task<Route> ApplyAsync(
        string route, RouteEvent wish, ulong generation, string requestId, string actor, string reason,
        CancellationToken cancellation) =>
        routes.ApplyAsync(route, new RouteRequest(wish, (long)generation, requestId, actor, reason), cancellation);

    // A first release meets no gate: there is nothing yet to compare it with.
    private static void RequireTolerance(RegisteredSpace space, Bundle bundle)
    {
        if (ProbePromise.WorstCosine(space, bundle) is var worst && worst < space.MinProbeCosine)
        {
            throw new RouteException(
                RouteError.BelowTolerance,
                $"Bundle {bundle.Id} has a cosine of {worst:0.000} to the reference encoder on its worst probe; "
                + $"{space.Id} asks for {space.MinProbeCosine:0.000}. "
                + $"Create the route with the reference encoder {space.ReferenceQueryBundleId} and stage this bundle, "
                + "or register the space with a lower tolerance.");
        }
    }

    private static void RequireQueryEncoder(Bundle bundle)
    {
        if (!bundle.Manifest.Roles.Contains(EncoderRole.Query))
            throw new BundleException(BundleError.Unsupported,
                $"{bundle.Manifest.Name} ({bundle.Id}) does not encode queries; name a bundle with the role query.");
    }

    // The same request makes the same release, so that a repeated one is the same change.
    private Release NewRelease(Bundle bundle, string requestId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{bundle.Id}\n{requestId}"));
        return new Release($"release-{Convert.ToHexStringLower(hash)[..12]}", bundle.Id, time.GetUtcNow());
    }
}
