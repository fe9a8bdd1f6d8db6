using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;

namespace Kale.Rollouts.Judging;

/// <summary>What to do with a candidate in traffic.</summary>
public enum RolloutStep
{
    /// <summary>Too little was seen, or somebody else decides.</summary>
    Wait,

    /// <summary>It is outside the policy.</summary>
    Abort,

    /// <summary>From shadow to canary.</summary>
    Advance,

    /// <summary>From canary to active.</summary>
    Promote,
}

/// <summary>A step and the checks that led to it.</summary>
public sealed record RolloutDecision(RolloutStep Step, IReadOnlyList<RolloutCheck> Checks);

/// <summary>
/// Decides over a candidate in shadow or canary: a pure function of the policy and what a gateway observed.
/// </summary>
public static class RolloutJudge
{
    /// <summary>The next step of a candidate.</summary>
    public static RolloutDecision Judge(RoutePolicy policy, Candidate candidate, RolloutObservations seen)
    {
        if (candidate.Stage < CandidateStage.Shadow || seen.Candidate.Searches < policy.MinObservations)
        {
            return new RolloutDecision(RolloutStep.Wait, []);
        }
        RolloutCheck[] checks = [ErrorRate(policy, seen), Overlap(policy, seen), Latency(policy, seen)];
        var step = checks.Any(check => check.Outcome == CheckOutcome.Failed) ? RolloutStep.Abort
            : checks.Any(check => check is { Name: CheckNames.Overlap, Outcome: CheckOutcome.Skipped })
                ? RolloutStep.Wait
            : Forward(policy, candidate, seen);
        return new RolloutDecision(step, checks);
    }

    private static RolloutStep Forward(RoutePolicy policy, Candidate candidate, RolloutObservations seen)
    {
        if (candidate.Stage == CandidateStage.Shadow)
        {
            return candidate.Automatic ? RolloutStep.Advance : RolloutStep.Wait;
        }
        var asked = candidate.Automatic || policy.PromoteAfterObservations > 0;
        return asked && seen.Candidate.Searches >= policy.PromoteAfterObservations
            ? RolloutStep.Promote
            : RolloutStep.Wait;
    }

    private static RolloutCheck ErrorRate(RoutePolicy policy, RolloutObservations seen) => RolloutCheck.AtMost(
        CheckNames.ErrorRate,
        seen.Candidate.ErrorRate,
        policy.MaxErrorRate + seen.Active.ErrorRate,
        seen.Candidate.Searches,
        "the share of failed searches");

    private static RolloutCheck Overlap(RoutePolicy policy, RolloutObservations seen) =>
        seen.Compared < policy.MinObservations
            ? RolloutCheck.Skipped(CheckNames.Overlap, $"{seen.Compared} of {policy.MinObservations} comparisons yet")
            : RolloutCheck.AtLeast(
                CheckNames.Overlap,
                seen.MeanOverlapAt10,
                policy.MinOverlapAt10,
                seen.Compared,
                "the mean overlap with the active encoder");

    // Vectors that come from a cache have no time; where most do, the gate's measurement stands.
    private static RolloutCheck Latency(RoutePolicy policy, RolloutObservations seen) =>
        Math.Min(seen.Active.Timed, seen.Candidate.Timed) < policy.MinObservations
            ? RolloutCheck.Skipped(
                CheckNames.Latency,
                $"{Math.Min(seen.Active.Timed, seen.Candidate.Timed)} of {policy.MinObservations} times yet")
            : LatencyCheck.Of(policy, seen.Active.P95, seen.Candidate.P95, seen.Candidate.Timed);
}
