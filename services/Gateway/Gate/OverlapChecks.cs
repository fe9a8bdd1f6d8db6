using Kale.Rollouts.Judging;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.VectorIndex;

namespace Kale.Gateway.Gate;

/// <summary>How alike the hits and the scores of both encoders are on the live collections.</summary>
internal static class OverlapChecks
{
    private const int Depth = 10;

    /// <summary>Deep enough that both lists share passages whose scores can be correlated.</summary>
    public static PassageQuery Template { get; } = new([]) { Limit = 50 };

    public static IEnumerable<RolloutCheck> Of(RoutePolicy policy, IReadOnlyList<HitPair> pairs)
    {
        if (pairs.Count == 0)
        {
            yield return RolloutCheck.Skipped(CheckNames.Overlap, "no collection of the space is served here");
            yield return RolloutCheck.Skipped(CheckNames.ScoreCorrelation, "no collection of the space is served here");
            yield break;
        }

        var overlap = pairs.Average(pair => Rankings.Overlap(Ids(pair.Active), Ids(pair.Candidate), Depth));
        yield return RolloutCheck.AtLeast(
            CheckNames.Overlap, overlap, policy.MinOverlapAt10, pairs.Count,
            "the mean overlap with the active encoder");
        var correlation = pairs.Average(ScoreCorrelation);
        yield return RolloutCheck.AtLeast(
            CheckNames.ScoreCorrelation, correlation, policy.MinScoreCorrelation, pairs.Count,
            "the mean correlation of scores");
    }

    private static double ScoreCorrelation(HitPair pair)
    {
        var scores = pair.Candidate.ToDictionary(hit => hit.PassageId, hit => (double)hit.Score);
        var common = pair.Active.Where(hit => scores.ContainsKey(hit.PassageId)).ToList();
        // Of one passage there is nothing to correlate: both found it or it is all there is.
        return common.Count == 1 && pair.Active.Count == 1
            ? 1
            : Rankings.Pearson(
                [.. common.Select(hit => (double)hit.Score)], [.. common.Select(hit => scores[hit.PassageId])]);
    }

    private static IReadOnlyList<Guid> Ids(IReadOnlyList<PassageHit> hits) => [.. hits.Select(hit => hit.PassageId)];
}
