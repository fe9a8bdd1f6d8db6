using Kale.Rollouts.Judging;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.VectorIndex;

namespace Kale.Gateway.Gate;

/// <summary>How alike the hits of both encoders are on one collection.</summary>
internal static class RankingChecks
{
    private const int Depth = 10;

    public static IEnumerable<RolloutCheck> Of(RoutePolicy policy, IReadOnlyList<HitPair> pairs)
    {
        if (pairs.Count == 0)
        {
            yield return RolloutCheck.Skipped(CheckNames.Overlap, "there is no text to search with");
            yield break;
        }

        yield return RolloutCheck.AtLeast(
            CheckNames.Overlap,
            pairs.Average(pair => Rankings.Overlap(Ids(pair.Active), Ids(pair.Candidate), Depth)),
            policy.MinOverlapAt10, pairs.Count, "the mean overlap with the active encoder");
        yield return RolloutCheck.AtLeast(
            CheckNames.ScoreCorrelation, pairs.Average(ScoreCorrelation), policy.MinScoreCorrelation, pairs.Count,
            "the mean correlation of scores");
        yield return RolloutCheck.AtLeast(
            CheckNames.RankAgreement,
            pairs.Average(pair => Rankings.RankCorrelation(Ids(pair.Active), Ids(pair.Candidate))),
            -1, pairs.Count, "the mean rank correlation over the passages that both found");
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
