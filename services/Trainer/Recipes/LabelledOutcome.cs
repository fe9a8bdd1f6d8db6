using System.Globalization;
using Kale.Bundles;
using Kale.Trainer.Jobs;
using Kale.Trainer.Publishing;
using Kale.Trainer.Reports;
using Kale.Training.Loop;

namespace Kale.Trainer.Recipes;

/// <summary>What comes of a training on labelled data: bundles and a report.</summary>
/// <param name="training">How it ended.</param>
/// <param name="set">The data.</param>
/// <param name="loss">In words.</param>
internal sealed class LabelledOutcome(TrainingOutcome training, LabelledSet set, string loss)
{
    /// <summary>What was trained, in words.</summary>
    public required string Source { get; init; }

    /// <summary>Name or id; empty: there was none.</summary>
    public required string Teacher { get; init; }

    /// <summary>What the metrics were measured over, in words; empty: nothing was measured.</summary>
    public required string MeasuredOver { get; init; }

    /// <summary>Publishes encoders with the weights that are kept.</summary>
    /// <param name="context">The job.</param>
    /// <param name="title">Of the report.</param>
    /// <param name="encoders">With the names of their bundles, and a space where they have it with another.</param>
    public RecipeResult Publish(
        JobContext context, string title,
        IEnumerable<(string Name, EncoderModel Model, SpaceDefinition? Space)> encoders) => new()
        {
            BundleIds =
            [
                .. encoders.Select(made =>
                    TrainedBundles.Publish(context, made.Name, Trained(context, made.Model, made.Space)).Id),
            ],
            Report = Report(context, title),
        };

    private TrainedEncoder Trained(JobContext context, EncoderModel model, SpaceDefinition? space) => new()
    {
        Model = model,
        Space = space,
        Source = Source,
        TaughtBy = Teacher.Length > 0 ? context.Encoders.IdOf(Teacher) : "",
        DataHash = set.Hash,
        Loss = loss,
        Steps = training.Steps,
        Quality = training.Metrics,
    };

    private Report Report(JobContext context, string title) => new()
    {
        Title = title,
        Summary = MeasuredOver.Length == 0
            ? "Trained; there were too few queries to hold any out and measure with them."
            : $"{TrainingCharts.Describe(training.Metrics)} over {MeasuredOver}, at step {training.BestStep:N0}.",
        Made = context.Time.GetUtcNow(),
        Facts =
        [
            .. RunFacts.Of(context),
            new Fact("Start", Source),
            new Fact("Data", $"{set.Queries.Count:N0} queries, {set.Documents.Count:N0} documents; sha256 {set.Hash}"),
            new Fact("Loss", loss),
            new Fact("Steps", training.Steps.ToString("N0", CultureInfo.InvariantCulture)),
        ],
        Sections =
        [
            TrainingCharts.Loss(context),
            .. training.Metrics.Keys.Take(1).Select(metric => TrainingCharts.Metric(context, metric)),
        ],
    };
}
