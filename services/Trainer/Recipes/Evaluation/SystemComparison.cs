using Kale.Retrieval.Metrics;
using Kale.Trainer.Measuring;

namespace Kale.Trainer.Recipes.Evaluation;

/// <summary>Systems beside each other, each metric with its interval, and the difference from one of them.</summary>
/// <param name="Systems">In the order of the request.</param>
/// <param name="Baseline">What the others are compared with.</param>
/// <param name="Metrics">The first decides.</param>
/// <param name="Samples">Of the bootstrap.</param>
/// <param name="Means">By system and metric.</param>
/// <param name="Differences">From the baseline, by system and metric; without the baseline itself.</param>
internal sealed record SystemComparison(
    IReadOnlyList<MeasuredSystem> Systems, MeasuredSystem Baseline, IReadOnlyList<RankingMetric> Metrics, int Samples,
    IReadOnlyDictionary<(string System, string Metric), Interval> Means,
    IReadOnlyDictionary<(string System, string Metric), Interval> Differences)
{
    public static SystemComparison Of(
        IReadOnlyList<MeasuredSystem> systems, int baseline, IReadOnlyList<RankingMetric> metrics, int samples,
        ulong seed, CancellationToken cancellation)
    {
        var means = new Dictionary<(string System, string Metric), Interval>();
        var differences = new Dictionary<(string System, string Metric), Interval>();
        var reference = systems[baseline];
        foreach (var system in systems)
        {
            foreach (var metric in metrics.Select(metric => metric.Name))
            {
                cancellation.ThrowIfCancellationRequested();
                var values = system.Scores.ByMetric[metric];
                means[(system.Name, metric)] = PairedBootstrap.Mean(values, samples, seed);
                if (system != reference)
                    differences[(system.Name, metric)] =
                        PairedBootstrap.Difference(values, reference.Scores.ByMetric[metric], samples, seed);
            }
        }

        return new SystemComparison(systems, reference, metrics, samples, means, differences);
    }
}
