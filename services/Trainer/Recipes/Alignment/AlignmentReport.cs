using System.Globalization;
using Kale.Bundles;
using Kale.Trainer.Jobs;
using Kale.Trainer.Reports;
using Kale.Training.Loop;
using Kale.Training.Losses;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>What an alignment came to: the student before and after, and its course.</summary>
internal sealed class AlignmentReport(
    JobContext context, Teacher teacher, AlignmentData data, AlignedStudent student, Bundle bundle)
{
    private const double Megabyte = 1e6;

    public Report Make(AlignmentObjective objective, TrainingSettings settings) => new()
    {
        Title = $"{context.Spec.OutputName}: {student.Model.Config.Layers} of {teacher.Model.Config.Layers} "
            + "layers aligned to "
            + teacher.Bundle.Manifest.Name,
        Summary = Summary(),
        Made = context.Time.GetUtcNow(),
        Facts = [.. RunFacts.Of(context), .. Facts(objective, settings)],
        Sections = [Table(), .. Curves()],
    };

    /// <summary>How a training was set up, for any report that has one.</summary>
    public static IEnumerable<Fact> FactsOf(AlignmentData data, TrainingSettings settings) =>
    [
        new("Texts", string.Create(
            CultureInfo.InvariantCulture,
            $"{data.Texts.Training.Count:N0} to train on, {data.Texts.HeldOut.Count:N0} held out; "
                + $"{data.Texts.Queries:N0} queries, the others drawn from the corpus; "
                + $"{data.Texts.Guarded:N0} left out because they are test queries; sha256 {data.Texts.Hash}")),
        new("Training", string.Create(
            CultureInfo.InvariantCulture,
            $"batches of {settings.BatchSize}, at most {settings.MaxTokens} tokens, AdamW, highest rate "
                + $"{settings.LearningRate:0.#####} ({settings.Schedule}, {settings.WarmupSteps} steps of warm-up), "
                + $"dropout {settings.Dropout:0.##}")),
        .. data.HeldOut is null ? Array.Empty<Fact>() :
        [
            new Fact("Held-out overlap", string.Create(
                CultureInfo.InvariantCulture, $"with the teacher's first 10 of {data.HeldOut.Passages:N0} passages")),
            new Fact("Estimated loss", "of nDCG@10 for the same texts, with the teacher's ranking as the judge"),
        ],
    ];

    private string Summary()
    {
        var outcome = student.Outcome;
        var ran = string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome.Steps:N0} steps in {outcome.Elapsed.TotalSeconds:N0} s, the teacher's vectors included");
        return outcome.Metrics.TryGetValue(HeldOut.Overlap, out var overlap)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{ran}: of what the teacher finds for held-out texts, the student finds {overlap:P1} "
                    + $"({student.Untuned[HeldOut.Overlap]:P1} before){Lost(outcome.Metrics)}.")
            : $"{ran}; too few texts to hold some out.";
    }

    // A checkpoint of an earlier version knows of no loss.
    private static string Lost(IReadOnlyDictionary<string, double> metrics) =>
        metrics.TryGetValue(HeldOut.Loss, out var loss)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"; about {loss:P1} of nDCG@10 is lost ({metrics[HeldOut.LossLow]:P1} to "
                    + $"{metrics[HeldOut.LossHigh]:P1})")
            : "";

    private IEnumerable<Fact> Facts(AlignmentObjective objective, TrainingSettings settings) =>
    [
        new("Teacher", $"{teacher.Bundle.Manifest.Name} ({teacher.Bundle.Id})"),
        new("Space", teacher.Bundle.Manifest.SpaceId),
        new("Student", $"{bundle.Id}; layers [{string.Join(", ", student.Model.LayersKept)}]"),
        new("Loss", objective.ToString()),
        .. FactsOf(data, settings),
        new("Word embeddings that learn", string.Create(
            CultureInfo.InvariantCulture, $"{student.Rows:N0} of {student.Model.Config.VocabSize:N0} rows")),
    ];

    private TableSection Table() => new()
    {
        Title = "Before and after",
        Columns =
        [
            new Column("Encoder"), new Column("Layers", 0), new Column("MB", 1, Better.Lower),
            new Column(HeldOut.Overlap, Better: Better.Higher), new Column(HeldOut.Cosine, Better: Better.Higher),
            new Column("estimated loss", Better: Better.Lower),
        ],
        Rows =
        [
            Row(
                "teacher", teacher.Model,
                new Dictionary<string, double> { [HeldOut.Overlap] = 1, [HeldOut.Cosine] = 1, [HeldOut.Loss] = 0 }),
            Row("pruned, untuned", student.Model, student.Untuned),
            Row("aligned", student.Model, student.Outcome.Metrics),
        ],
    };

    private static TableRow Row(string name, EncoderModel model, IReadOnlyDictionary<string, double> metrics) => new(
    [
        Cell.Of(name), Cell.Of(model.Config.Layers), Cell.Of(Student.Bytes(model) / Megabyte),
        Of(metrics, HeldOut.Overlap), Of(metrics, HeldOut.Cosine), Of(metrics, HeldOut.Loss),
    ]);

    private static Cell Of(IReadOnlyDictionary<string, double> metrics, string name) =>
        metrics.TryGetValue(name, out var value) ? Cell.Of(value) : Cell.None;

    private IEnumerable<ReportSection> Curves()
    {
        var history = context.History.ToList();
        yield return new LineSection
        {
            Title = "Loss",
            X = new Axis("step"),
            Y = new Axis("loss"),
            Series = [TrainingCurves.Loss(history, "training")],
        };
        if (student.Outcome.Metrics.Count > 0)
        {
            yield return new LineSection
            {
                Title = "Held-out overlap with the teacher",
                X = new Axis("step"),
                Y = new Axis(HeldOut.Overlap),
                Series = [TrainingCurves.Metric(history, HeldOut.Overlap)],
            };
        }
    }
}
