using Kale.Rollouts.Judging;
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
        var judgments = labels.Queries.DistinctBy(query => query.Text).ToDictionary(query => query.Text, query => query.Judgments);
        yield return Loss(CheckNames.Ndcg, policy.MaxNdcgLoss, "the loss of nDCG@10", (hits, text) => Rankings.Ndcg(hits, judgments[text], 10), pairs);
        yield return Loss(CheckNames.Recall, policy.MaxRecallLoss, "the loss of Recall@100", (hits, text) => Rankings.Recall(hits, judgments[text], 100), pairs);
    }

    public static IEnumerable<RolloutCheck> Without(string why) =>
        [RolloutCheck.Skipped(CheckNames.Ndcg, why), RolloutCheck.Skipped(CheckNames.Recall, why)];

    private static RolloutCheck Loss(
        string name, double bound, string what, Func<IReadOnlyList<string>, string, double> measure, IReadOnlyList<HitPair> pairs)
    {
        var loss = pairs.Average(pair => measure(Documents(pair.Active), pair.Text) - measure(Documents(pair.Candidate), pair.Text));
        return RolloutCheck.AtMost(name, loss, bound, pairs.Count, what);
    }

    private static IReadOnlyList<string> Documents(IReadOnlyList<PassageHit> hits) => [.. hits.Select(hit => hit.DocumentId)];
}
