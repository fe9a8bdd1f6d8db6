using System.Globalization;
using Kale.Bundles;
using Kale.Trainer.Jobs;
using Kale.Trainer.Learning;
using Kale.Trainer.Publishing;
using Kale.Trainer.Recipes.Shared;
using Kale.Trainer.Recipes.Shared.Examples;
using Kale.Trainer.Reports;

namespace Kale.Trainer.Recipes.Dual;

/// <summary>A trained dual encoder: its bundles and its report.</summary>
/// <param name="encoders">With the weights that are kept.</param>
/// <param name="outcome">Of the training.</param>
/// <param name="set">The data.</param>
/// <param name="loss">In words.</param>
internal sealed class DualOutcome(TwinEncoders encoders, TrainingOutcome outcome, LabelledSet set, string loss)
{
    public required string Source { get; init; }

    /// <summary>Name or id; empty: there was none.</summary>
    public required string Teacher { get; init; }

    /// <summary>The name of the context encoder of an untied pair.</summary>
    public static string ContextName(string name) => $"{name}-context";

    /// <summary>One bundle for both sides in a space of its own; or one for each, in the space of the two.</summary>
    public IReadOnlyList<string> Publish(JobContext context)
    {
        var (name, query) = (context.Spec.OutputName, encoders.Of(EncoderRole.Query).ToModel());
        if (!encoders.Untied)
            return [TrainedBundles.Publish(context, name, Trained(context, query, null)).Id];
        var documents = encoders.Of(EncoderRole.Context).ToModel();
        var space = SpaceDefinition.Between(documents, query);
        return
        [
            TrainedBundles.Publish(context, name, Trained(context, query, space)).Id,
            TrainedBundles.Publish(context, ContextName(name), Trained(context, documents, space)).Id,
        ];
    }

    public Report Report(JobContext context, HeldOut held) => new()
    {
        Title = $"Dual encoder {context.Spec.OutputName}",
        Summary = held.Queries.Count == 0
            ? "Trained; there were too few queries to hold any out and measure with them."
            : $"{TrainingCharts.Describe(outcome.Metrics)} over {held.Queries.Count:N0} held-out queries and {held.Documents.Count:N0} documents, at step {outcome.BestStep:N0}.",
        Made = context.Time.GetUtcNow(),
        Facts =
        [
            .. RunFacts.Of(context),
            new Fact("Start", Source),
            new Fact("Data", $"{set.Queries.Count:N0} queries, {set.Documents.Count:N0} documents; sha256 {set.Hash}"),
            new Fact("Loss", loss),
            new Fact("Steps", outcome.Steps.ToString("N0", CultureInfo.InvariantCulture)),
        ],
        Sections =
        [
            TrainingCharts.Loss(context),
            .. outcome.Metrics.Keys.Take(1).Select(metric => TrainingCharts.Metric(context, metric)),
        ],
    };

    private TrainedEncoder Trained(JobContext context, EncoderModel model, SpaceDefinition? space) => new()
    {
        Model = model,
        Space = space,
        Source = Source,
        TaughtBy = Teacher.Length > 0 ? context.Bundles.Resolve(Teacher) : "",
        DataHash = set.Hash,
        Loss = loss,
        Steps = outcome.Steps,
        Quality = outcome.Metrics,
    };
}
