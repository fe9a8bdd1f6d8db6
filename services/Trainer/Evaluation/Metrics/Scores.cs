using Kale.Trainer.Data.Reading;

namespace Kale.Trainer.Evaluation.Metrics;

/// <summary>What a system scored, query by query.</summary>
/// <param name="System">Its name.</param>
/// <param name="ByMetric">[queries] for each metric's name; all judged queries, in one order for all systems.</param>
internal sealed record Scores(string System, IReadOnlyDictionary<string, double[]> ByMetric)
{
    /// <summary>A query that the run has no answer to counts 0, as with trec_eval's -c.</summary>
    public static Scores Of(Run run, IReadOnlyList<Query> queries, IReadOnlyList<Metric> metrics)
    {
        var judged = queries.Select(query => JudgedRanking.Of(run.Ranking(query.Id), query.Grades)).ToList();
        return new Scores(run.Name, metrics.ToDictionary(metric => metric.Name, metric => judged.Select(metric.Of).ToArray()));
    }

    /// <summary>The means over all queries.</summary>
    public IReadOnlyDictionary<string, double> Means => ByMetric.ToDictionary(pair => pair.Key, pair => pair.Value.Average());
}
