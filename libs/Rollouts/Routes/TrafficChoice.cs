namespace Kale.Rollouts.Routes;

/// <summary>
/// Which release of a route a search meets: a pure function of the route and of what replicas report.
/// </summary>
public static class TrafficChoice
{
    /// <summary>
    /// The candidate that may get shadow or canary traffic; null without one, or while no replica has it ready.
    /// </summary>
    public static Candidate? InTraffic(Route route, Func<Release, bool> isReady) =>
        route.Candidate is { Stage: >= CandidateStage.Shadow } candidate && isReady(candidate.Release)
            ? candidate
            : null;

    /// <summary>
    /// The release that answers: a canary in traffic for its share of searches, otherwise the active one.
    /// </summary>
    public static Release Answering(Route route, Func<Release, bool> isReady, Func<Candidate, bool> isInShare) =>
        InTraffic(route, isReady) is { Stage: CandidateStage.Canary } canary && isInShare(canary)
            ? canary.Release
            : route.Active;
}
