using Kale.Retrieval.Trec;

namespace Kale.Retrieval.Metrics;

/// <summary>What a system scored, query by query.</summary>
/// <param name="System">Its name.</param>
/// <param name="ByMetric">[queries] for each metric's name; all judged queries, in one order for all systems.</param>
public sealed record Scores(string System, IReadOnlyDictionary<string, double[]> ByMetric)
{
    /// <summary>A query that the run has no answer to counts 0, as with trec_eval's -c.</summary>
    /// <param name="run">What was ranked.</param>
    /// <param name="judgments">Each query's id with its grades by document.</param>
    /// <param name="metrics">What is measured.</param>
    public static Scores Of(
        Run run,
        IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, int>>> judgments,
        IReadOnlyList<RankingMetric> metrics)
    {
        ArgumentNullException.ThrowIfNull(run);
        var judged = judgments.Select(query => JudgedRanking.Of(run.Ranking(query.Key), query.Value)).ToList();
        return new Scores(
            run.Name, metrics.ToDictionary(metric => metric.Name, metric => judged.Select(metric.Of).ToArray()));
    }

    /// <summary>The means over all queries.</summary>
    public IReadOnlyDictionary<string, double> Means =>
        ByMetric.ToDictionary(pair => pair.Key, pair => pair.Value.Average());
}
