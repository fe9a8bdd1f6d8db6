using Kale.Cli.Corpora;

namespace Kale.Cli.Evaluation;

/// <summary>Means over all judged queries; a query without an answer counts 0.</summary>
internal sealed record EvaluationReport(int Queries, double NdcgAt10, double RecallAt100, double MrrAt10)
{
    public static EvaluationReport Of(Run run, BeirQueries judged)
    {
        double Mean(Func<IReadOnlyList<string>, IReadOnlyDictionary<string, int>, double> metric) =>
            judged.Judgments.Average(pair => metric(run.Ranking(pair.Key), pair.Value));
        return new EvaluationReport(
            judged.Judgments.Count,
            Mean((ranking, grades) => RankingMetrics.NormalizedDiscountedGain(ranking, grades, 10)),
            Mean((ranking, grades) => RankingMetrics.Recall(ranking, grades, 100)),
            Mean((ranking, grades) => RankingMetrics.ReciprocalRank(ranking, grades, 10)));
    }
}
