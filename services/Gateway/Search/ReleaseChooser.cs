using Kale.Gateway.Rollout;
using Kale.Rollouts.Routes;

namespace Kale.Gateway.Search;

/// <summary>
/// Decides which encoder a search uses: the active one, or for its share of searches a canary that a replica has ready.
/// </summary>
internal sealed class ReleaseChooser(RouteFollower follower, FleetFollower fleet)
{
    /// <param name="stickyKey">
    /// The same key always meets the same encoder during a canary; empty: a random choice.
    /// </param>
    public EncoderChoice Choose(string stickyKey) =>
        Choose(canary => StickyShare.Holds(canary.Release.Id, stickyKey, canary.Share));

    /// <summary>The active encoder, after a canary has failed.</summary>
    public EncoderChoice Active() => Choose(_ => false);

    private EncoderChoice Choose(Func<Candidate, bool> isInShare)
    {
        if (follower.Current is not { } route)
            return EncoderChoice.Configured;
        var rollout = TrafficChoice.InTraffic(route, fleet.IsReadySomewhere);
        var answering = TrafficChoice.Answering(route, fleet.IsReadySomewhere, isInShare);
        return new EncoderChoice(answering.BundleId, route.Generation, answering.Id != route.Active.Id, rollout);
    }
}
