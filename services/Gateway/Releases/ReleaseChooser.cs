using Kale.Rollouts.Routes;

namespace Kale.Gateway.Releases;

/// <summary>Decides which encoder a search uses: the active one, or for its share of searches a canary that a replica has ready.</summary>
internal sealed class ReleaseChooser(RouteFollower follower, FleetFollower fleet)
{
    /// <param name="stickyKey">The same key always meets the same encoder during a canary; empty: a random choice.</param>
    public EncoderChoice Choose(string stickyKey)
    {
        if (follower.Current is not { } route)
            return EncoderChoice.Configured;
        var rollout = InTraffic(route);
        var canary = rollout is { Stage: CandidateStage.Canary } && StickyShare.Holds(rollout.Release.Id, stickyKey, rollout.Share);
        return new EncoderChoice(canary ? rollout!.Release.BundleId : route.Active.BundleId, route.Generation, canary, rollout);
    }

    /// <summary>The active encoder, after a canary has failed.</summary>
    public EncoderChoice Active() => follower.Current is { } route
        ? new EncoderChoice(route.Active.BundleId, route.Generation, false, InTraffic(route))
        : EncoderChoice.Configured;

    private Candidate? InTraffic(Route route) =>
        route.Candidate is { Stage: >= CandidateStage.Shadow } candidate && fleet.IsReadySomewhere(candidate.Release.BundleId) ? candidate : null;
}
