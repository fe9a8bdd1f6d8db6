using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Kale.Bundles;
using Kale.Gateway.Rollout;
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
    RouteStore routes, SpaceStore spaces, RegistryBundles bundles, BundleClaims claims, Readiness readiness,
    TimeProvider time)
{
    private const long FirstGeneration = 1;

    /// <summary>
    /// A route that serves the space's reference encoder; another bundle is its first candidate.
    /// </summary>
    public async Task<Route> CreateAsync(CreateRouteRequest request, CancellationToken cancellation)
    {
        var bundle = await bundles.KeepAsync(request.BundleId, cancellation);
        RequireQueryEncoder(bundle);
        var space = await spaces.GetAsync(
            request.SpaceId.Length > 0 ? request.SpaceId : bundle.Manifest.SpaceId, cancellation);
        if (bundle.Manifest.SpaceId != space.Id)
            throw new RouteException(RouteError.SpaceMismatch,
                $"Bundle {bundle.Id} speaks {bundle.Manifest.SpaceId}, the route is to speak {space.Id}.");
        var policy = PolicyContract.Merge(new RoutePolicy(), request.Policy);
        var route = await routes.CreateAsync(
            request.Name, space.Id, NewRelease(space.ReferenceQueryBundleId, request.RequestId), policy,
            request.RequestId, request.Actor, request.Reason, cancellation, RequestFingerprint.Of(request));
        return bundle.Id == space.ReferenceQueryBundleId
            ? route
            : await StageFirstAsync(bundle, request, cancellation);
    }

    // Only the reference encoder is by definition what it claims to be: any other meets the gate, as all after it do.
    private Task<Route> StageFirstAsync(Bundle bundle, CreateRouteRequest request, CancellationToken cancellation)
    {
        var requestId = $"{request.RequestId}-first";
        var stage = new RouteEvent.Stage(NewRelease(bundle.Id, requestId), bundle.Manifest.SpaceId);
        var change = new RouteRequest(stage, FirstGeneration, requestId, request.Actor, request.Reason);
        return claims.NameAsync(
            bundle.Id, () => ApplyAsync(request.Name, change, request, cancellation), cancellation);
    }

    public async Task<Route> StageAsync(StageReleaseRequest request, CancellationToken cancellation)
    {
        var bundle = await bundles.KeepAsync(request.BundleId, cancellation);
        RequireQueryEncoder(bundle);
        var stage = new RouteEvent.Stage(NewRelease(bundle.Id, request.RequestId), bundle.Manifest.SpaceId);
        var change = new RouteRequest(
            stage, (long)request.ExpectedGeneration, request.RequestId, request.Actor, request.Reason);
        return await claims.NameAsync(
            bundle.Id, () => ApplyAsync(request.Route, change, request, cancellation), cancellation);
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

    public async Task<Route> ReplaceAsync(ReplaceReleaseRequest request, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(request.Reason))
            throw new RouteException(RouteError.ReasonMissing,
                "Replacing a release passes the gate by. Say why: the reason stands in the audit log.");
        var bundle = await bundles.KeepAsync(request.BundleId, cancellation);
        RequireQueryEncoder(bundle);
        var route = await routes.GetAsync(request.Route, cancellation);
        if (route.Generation == (long)request.ExpectedGeneration)
            await readiness.RequireNowhereAsync(route.Name, route.Active, cancellation);

        var replace = new RouteEvent.Replace(NewRelease(bundle.Id, request.RequestId), bundle.Manifest.SpaceId);
        var change = new RouteRequest(
            replace, (long)request.ExpectedGeneration, request.RequestId, request.Actor, request.Reason);
        return await claims.NameAsync(
            bundle.Id, () => ApplyAsync(request.Route, change, request, cancellation), cancellation);
    }

    public async Task<Route> SetPolicyAsync(SetPolicyRequest request, CancellationToken cancellation)
    {
        var route = await routes.GetAsync(request.Route, cancellation);
        var policy = PolicyContract.Merge(route.Policy, request.Policy);
        var changes = string.Join(", ", PolicyContract.Changes(route.Policy, policy));
        var change = new RouteRequest(
            new RouteEvent.SetPolicy(policy), (long)request.ExpectedGeneration, request.RequestId, request.Actor,
            request.Reason.Length > 0 ? $"{request.Reason} ({changes})" : changes);
        return await ApplyAsync(request.Route, change, request, cancellation);
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

    private Task<Route> ApplyAsync(RouteChangeRequest request, RouteEvent wish, CancellationToken cancellation)
    {
        var change = new RouteRequest(
            wish, (long)request.ExpectedGeneration, request.RequestId, request.Actor, request.Reason);
        return ApplyAsync(request.Route, change, request, cancellation);
    }

    private Task<Route> ApplyAsync(
        string route, RouteRequest change, IMessage request, CancellationToken cancellation) =>
        routes.ApplyAsync(route, change with { Fingerprint = RequestFingerprint.Of(request) }, cancellation);

    private static void RequireQueryEncoder(Bundle bundle)
    {
        if (!bundle.Manifest.Roles.Contains(EncoderRole.Query))
            throw new BundleException(BundleError.Unsupported,
                $"{bundle.Manifest.Name} ({bundle.Id}) does not encode queries; name a bundle with the role query.");
    }

    // The same request makes the same release, so that a repeated one is the same change.
    private Release NewRelease(string bundleId, string requestId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{bundleId}\n{requestId}"));
        return new Release($"release-{Convert.ToHexStringLower(hash)[..12]}", bundleId, time.GetUtcNow());
    }
}
