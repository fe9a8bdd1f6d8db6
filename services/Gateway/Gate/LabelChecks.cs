using Kale.Retrieval.Metrics;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.VectorIndex;

namespace Kale.Gateway.Gate;

/// <summary>What the candidate loses against the active encoder on judged queries.</summary>
internal static class LabelChecks
{
    /// <summary>Documents, deep enough for Recall@100.</summary>
    public static PassageQuery Template { get; } = new([]) { Limit = 100, GroupByDocument = true };

    public static IEnumerable<RolloutCheck> Of(RoutePolicy policy, LabelledSet labels, IReadOnlyList<HitPair> pairs)
    {
        var judgments = labels.Queries
            .DistinctBy(query => query.Text)
            .ToDictionary(query => query.Text, query => query.Judgments);
        JudgedRanking Judged(IReadOnlyList<PassageHit> hits, string text) =>
            JudgedRanking.Of([.. hits.Select(hit => hit.DocumentId)], judgments[text]);
        var judged = pairs
            .Select(pair => (Active: Judged(pair.Active, pair.Text), Candidate: Judged(pair.Candidate, pair.Text)))
            .ToList();
        RolloutCheck Loss(string name, double bound, string what, Func<JudgedRanking, double> measure) =>
            RolloutCheck.AtMost(
                name,
                judged.Average(pair => measure(pair.Active) - measure(pair.Candidate)),
                bound,
                judged.Count,
                what);
        yield return Loss(
            CheckNames.Ndcg, policy.MaxNdcgLoss, "the loss of nDCG@10", ranking => RankingMetrics.Ndcg(ranking, 10));
        yield return Loss(
            CheckNames.Recall, policy.MaxRecallLoss, "the loss of Recall@100",
            ranking => RankingMetrics.Recall(ranking, 100));
    }

    public static IEnumerable<RolloutCheck> Without(string why) =>
        [RolloutCheck.Skipped(CheckNames.Ndcg, why), RolloutCheck.Skipped(CheckNames.Recall, why)];
}
