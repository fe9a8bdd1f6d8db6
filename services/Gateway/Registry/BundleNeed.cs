using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Spaces;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Kale.VectorIndex;
using RegisteredRoute = Kale.Rollouts.Routes.Route;

namespace Kale.Gateway.Registry;

/// <summary>Something that needs a bundle: what keeps bundles is listed here, and nowhere else.</summary>
/// <param name="BundleId">Which bundle.</param>
/// <param name="Kind">What needs it.</param>
/// <param name="By">Its name or id.</param>
/// <param name="How">For people: how it needs the bundle, and what frees it.</param>
internal sealed record BundleNeed(string BundleId, BundleNeedKind Kind, string By, string How)
{
    private const string Forever = "a registered space keeps what it is made of";

    public static BundleNeed OfName(string name, string bundleId) =>
        new(bundleId, BundleNeedKind.Name, name, "the name points to it; forget the name first");

    public static IEnumerable<BundleNeed> Of(RegisteredRoute route)
    {
        yield return Of(route, route.Active, "serves it; lead the route on to another release first");
        if (route.Candidate is { } candidate)
            yield return Of(route, candidate.Release, "has it as its candidate; promote or abort it first");
        if (route.Previous is { } warm)
            yield return Of(route, warm.Release, $"keeps it warm for a rollback until {warm.WarmUntil:u}");
    }

    public static IEnumerable<BundleNeed> Of(RegisteredSpace space)
    {
        yield return new BundleNeed(
            space.ContextBundleId, BundleNeedKind.Space, space.Id, $"it encodes the space's documents; {Forever}");
        yield return new BundleNeed(
            space.ReferenceQueryBundleId, BundleNeedKind.Space, space.Id,
            $"it is the space's reference query encoder; {Forever}");
    }

    /// <summary>What it refused takes no memory; what drains has calls in work.</summary>
    public static IEnumerable<BundleNeed> Of(ReplicaReport replica) => replica.Bundles
        .Where(bundle => bundle.State != BundleState.Refused)
        .Select(bundle => (bundle.BundleId, State: bundle.State.ToString().ToLowerInvariant()))
        .Append((BundleId: replica.ActiveBundleId, State: "active"))
        .Where(held => held.BundleId.Length > 0)
        .DistinctBy(held => held.BundleId)
        .Select(held => new BundleNeed(
            held.BundleId, BundleNeedKind.Replica, replica.Name,
            $"it is {held.State} there, on route '{replica.Route}'; try again when the replica has let it go"));

    public static BundleNeed Of(IndexBuild build) => new(
        build.Space.ContextBundleId, BundleNeedKind.Collection, build.Collection, build.State switch
        {
            IndexBuildState.Serving => "its documents are encoded by it",
            IndexBuildState.Retired => $"build {build.BuildId} of it is kept for a rollback; later commits remove it",
            _ => $"build {build.BuildId} of it is being written; commit or abort it first",
        });

    public static IEnumerable<BundleNeed> Of(Job job) => job.Encoders.Select(encoder => new BundleNeed(
        encoder.Value, BundleNeedKind.Job, job.JobId,
        $"the job is {job.State.ToString().ToLowerInvariant()} and reads it as '{encoder.Key}'; wait for it or cancel "
            + "it"));

    /// <summary>As a caller is told of it.</summary>
    public Precondition ToPrecondition() => new(Reasons.From(Kind), By, How);

    /// <summary>In few words, as <c>route 'default'</c>.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} '{By}'";

    private static BundleNeed Of(RegisteredRoute route, Kale.Rollouts.Routes.Release release, string how) =>
        new(release.BundleId, BundleNeedKind.Route, route.Name, $"the route {how}");
}
