using Kale.Cli.Corpora;
using Kale.Retrieval.Metrics;
using Kale.Retrieval.Trec;

namespace Kale.Cli.Evaluation;

/// <summary>Means over all judged queries; a query without an answer counts 0.</summary>
internal sealed record EvaluationReport(int Queries, double NdcgAt10, double RecallAt100, double MrrAt10)
{
    private static readonly IReadOnlyList<RankingMetric> Metrics =
        RankingMetric.ParseAll("ndcg@10", "recall@100", "mrr@10");

    public static EvaluationReport Of(Run run, BeirQueries judged)
    {
        var means = Scores.Of(run, judged.Judgments, Metrics).Means;
        return new EvaluationReport(judged.Judgments.Count, means["ndcg@10"], means["recall@100"], means["mrr@10"]);
    }
}
