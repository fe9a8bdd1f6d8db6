using Google.Protobuf.WellKnownTypes;
using Kale.Rollouts.Routes;
using Kale.V1;
using Release = Kale.Rollouts.Routes.Release;
using Route = Kale.Rollouts.Routes.Route;
using RouteChange = Kale.Rollouts.Routes.RouteChange;

namespace Kale.Gateway.Registry;

/// <summary>Routes in the words of the contract.</summary>
internal static class RouteContract
{
    public static V1.Route From(Route route) => new()
    {
        Name = route.Name,
        SpaceId = route.SpaceId,
        Generation = (ulong)route.Generation,
        Active = From(route.Active),
        Previous = From(route.Previous?.Release),
        PreviousWarmUntil = route.Previous is { } previous ? Timestamp.FromDateTimeOffset(previous.WarmUntil) : null,
        Candidate = From(route.Candidate?.Release),
        CandidateStage = StageOf(route.Candidate),
        CandidateShare = route.Candidate?.Share ?? 0,
        CandidateReportId = route.Candidate?.VerdictId ?? "",
        CandidateAutomatic = route.Candidate?.Automatic ?? false,
        Policy = PolicyContract.From(route.Policy),
        History = { route.Earlier.Select(release => From(release)!) },
    };

    public static V1.RouteChange From(RouteChange change) => new()
    {
        Generation = (ulong)change.Generation,
        Time = Timestamp.FromDateTimeOffset(change.Time),
        Event = change.Event,
        Actor = change.Actor,
        Reason = change.Reason,
        RequestId = change.RequestId,
        ReleaseId = change.ReleaseId ?? "",
    };

    private static V1.Release? From(Release? release) => release is null ? null : new V1.Release
    {
        ReleaseId = release.Id,
        BundleId = release.BundleId,
        Created = Timestamp.FromDateTimeOffset(release.Created),
    };

    private static RolloutStage StageOf(Candidate? candidate) => candidate?.Stage switch
    {
        null => RolloutStage.Unspecified,
        CandidateStage.Staged => RolloutStage.Staged,
        CandidateStage.Gated => RolloutStage.Gated,
        CandidateStage.Shadow => RolloutStage.Shadow,
        CandidateStage.Canary => RolloutStage.Canary,
        var other => throw new InvalidOperationException($"No word for stage {other}. This is a bug."),
    };
}
