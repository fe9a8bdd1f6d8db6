using System.Globalization;
using Kale.Bundles;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;
using Kale.Training;
using Kale.Training.Loop;
using Kale.Training.Losses;
using Kale.V1;
using LossTerm = Kale.Training.Losses.LossTerm;

namespace Kale.Trainer.Recipes.Dual;

/// <summary>
/// Trains a dual encoder from any start and publishes it: what TrainDualEncoder and InfuseDualEncoder share.
/// </summary>
internal sealed class DualTraining(DataSets data, TeacherEncoding teachers)
{
    private const double DefaultTemperature = 0.05;

    public static TrainingSettings Defaults { get; } = new()
    {
        BatchSize = 32,
        LearningRate = 3e-5,
        Schedule = "linear",
        WarmupSteps = 20,
        WeightDecay = 0.01,
        MaxGradientNorm = 1,
        Epochs = 1,
        MaxTokens = 128,
        Dropout = 0.1,
        CheckpointEvery = 100,
        EvaluateEvery = 200,
    };

    /// <param name="context">The job.</param>
    /// <param name="start">What is trained.</param>
    /// <param name="source">Where it comes from, in words.</param>
    /// <param name="spec">How it is trained; its backbone is not looked at.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    public RecipeResult Run(
        JobContext context, EncoderModel start, string source, TrainDualEncoder spec, CancellationToken cancellation)
    {
        var settings = Defaults.With(spec.Optimization);
        var batch = BatchOf(spec, start.Config, start.MaxTokens);
        TrainingMemory.Require(batch, context.Device);
        var set = LabelledSet.Read(data.Open(spec.Data), context.Message);
        var held = HeldOutQueries.From(set, context.Seed);
        RequireNegatives(spec, held.Training);
        using var encoders = new TwinEncoders(start, spec.Untied, settings.Dropout, context.Device.Torch);
        var contrastive = Contrastive(context, start, spec, settings, held, cancellation);
        var task = new ContrastiveTask(
            encoders, held, new TrainingTexts(start, set.Documents, batch.Tokens), contrastive);
        using var loop = new TrainingLoop(context, settings, task, new TrainingClock(context.Time));
        var outcome = loop.Run(cancellation);
        var made = new LabelledOutcome(outcome, set, Describe(contrastive))
        {
            Source = source,
            Teacher = spec.Teacher,
            MeasuredOver = held.Queries.Count == 0
                ? ""
                : $"{held.Queries.Count:N0} held-out queries and {held.Documents.Count:N0} documents",
        };
        var name = context.Spec.OutputName;
        return made.Publish(context, $"Dual encoder {name}", DualBundles.Of(encoders, name));
    }

    /// <summary>A batch of queries, each with its document and mined negatives.</summary>
    /// <param name="spec">How it is trained.</param>
    /// <param name="config">Of what is trained.</param>
    /// <param name="maxTokens">The longest input that it takes.</param>
    public static TrainingBatch BatchOf(TrainDualEncoder spec, EncoderConfig config, int maxTokens)
    {
        var settings = Defaults.With(spec.Optimization);
        return new TrainingBatch(
            config, settings.BatchSize, Math.Min(settings.MaxTokens, maxTokens), settings.Dropout > 0)
        {
            TextsEach = 2 + (int)spec.MinedNegatives,
            Networks = spec.Untied ? 2 : 1,
        };
    }

    private static void RequireNegatives(TrainDualEncoder spec, LabelledSet set)
    {
        if (set.Queries.Count == 1 && spec.MinedNegatives == 0)
        {
            throw new TrainingException(
                TrainingError.DataMalformed,
                "There is one query to train on, and no document of another query to tell its answer from. Give more "
                    + "queries, or mined_negatives.");
        }
    }

    private ContrastiveSettings Contrastive(
        JobContext context, EncoderModel start, TrainDualEncoder spec, TrainingSettings settings, HeldOutQueries held,
        CancellationToken cancellation)
    {
        void Progress(string stage, int done, int all) => context.Progress(stage, done, all, texts: done);
        var temperature = spec.Temperature > 0 ? spec.Temperature : DefaultTemperature;
        return new ContrastiveSettings(
            settings.BatchSize, (int)spec.MinedNegatives, temperature, start.Metric, context.Seed)
        {
            Progress = Progress,
            Teacher = spec.Teacher.Length == 0 ? null : teachers.Of(
                context.Encoders.Find(spec.Teacher), held.Training, Objective(spec), Progress, cancellation),
        };
    }

    private static AlignmentObjective Objective(TrainDualEncoder spec) => new(
    [
        .. spec.Distillation.Select(term => new LossTerm(
            term.Name, term.Weight > 0 ? term.Weight : 1, term.Temperature > 0 ? term.Temperature : 1)),
    ]);

    private static string Describe(ContrastiveSettings settings) => string.Create(
        CultureInfo.InvariantCulture,
        $"InfoNCE (T={settings.Temperature}, in-batch negatives"
            + $"{(settings.Negatives > 0 ? $", {settings.Negatives} mined" : "")})")
        + (settings.Teacher is { } teacher ? $" + {teacher.Objective}" : "");
}
