using System.Globalization;
using Kale.Trainer.Jobs;
using Kale.Trainer.Reports;

namespace Kale.Trainer.Recipes;

/// <summary>The curves that every training report has.</summary>
internal static class TrainingCharts
{
    public static LineSection Loss(JobContext context, string stage = "training") => new()
    {
        Title = "Loss",
        X = new Axis("step", Whole: true),
        Y = new Axis("loss"),
        Series = [TrainingCurves.Loss(context.History, stage)],
    };

    /// <summary><c>ndcg@10 0.6491, mrr@10 0.6101</c>.</summary>
    public static string Describe(IReadOnlyDictionary<string, double> metrics) => string.Join(
        ", ",
        metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:0.0000}")));

    public static LineSection Metric(JobContext context, string metric) => new()
    {
        Title = metric,
        X = new Axis("step", Whole: true),
        Y = new Axis(metric),
        Series = [TrainingCurves.Metric(context.History, metric)],
    };
}
