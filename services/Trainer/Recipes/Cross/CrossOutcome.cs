using System.Globalization;
using Kale.Bundles;
using Kale.Trainer.Jobs;
using Kale.Trainer.Learning;
using Kale.Trainer.Publishing;
using Kale.Trainer.Recipes.Shared;
using Kale.Trainer.Recipes.Shared.Examples;
using Kale.Trainer.Reports;

namespace Kale.Trainer.Recipes.Cross;

/// <summary>A trained cross encoder: its bundle and its report.</summary>
/// <param name="model">With the weights that are kept.</param>
/// <param name="outcome">Of the training.</param>
/// <param name="set">The data.</param>
/// <param name="loss">In words.</param>
internal sealed class CrossOutcome(EncoderModel model, TrainingOutcome outcome, LabelledSet set, string loss)
{
    public required string Source { get; init; }

    /// <summary>Name or id; empty: there was none.</summary>
    public required string Teacher { get; init; }

    public required int HeldOutQueries { get; init; }

    public string Publish(JobContext context) => TrainedBundles.Publish(context, context.Spec.OutputName, new TrainedEncoder
    {
        Model = model,
        Source = Source,
        TaughtBy = Teacher.Length > 0 ? context.Bundles.Resolve(Teacher) : "",
        DataHash = set.Hash,
        Loss = loss,
        Steps = outcome.Steps,
        Quality = outcome.Metrics,
    }).Id;

    public Report Report(JobContext context) => new()
    {
        Title = $"Cross encoder {context.Spec.OutputName}",
        Summary = HeldOutQueries == 0
            ? "Trained; there were too few queries to hold any out and measure with them."
            : TrainingCharts.Describe(outcome.Metrics)
                + $" over {HeldOutQueries:N0} held-out queries, each with its answer and hard negatives, at step {outcome.BestStep:N0}.",
        Made = context.Time.GetUtcNow(),
        Facts =
        [
            .. RunFacts.Of(context),
            new Fact("Start", Source),
            new Fact("Data", $"{set.Queries.Count:N0} queries, {set.Documents.Count:N0} documents; sha256 {set.Hash}"),
            new Fact("Loss", loss),
            new Fact("Steps", outcome.Steps.ToString("N0", CultureInfo.InvariantCulture)),
        ],
        Sections = [TrainingCharts.Loss(context), .. outcome.Metrics.Keys.Take(1).Select(metric => TrainingCharts.Metric(context, metric))],
    };
}
