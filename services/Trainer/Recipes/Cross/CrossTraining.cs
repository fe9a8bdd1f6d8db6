using System.Globalization;
using Kale.Bundles;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;
using Kale.Trainer.Recipes.Dual;
using Kale.Training;
using Kale.Training.Loop;
using Kale.Training.Losses;
using Kale.Training.Networks;
using Kale.Training.Weights;
using Kale.V1;

namespace Kale.Trainer.Recipes.Cross;

/// <summary>Trains a cross encoder from a backbone with a fresh head.</summary>
internal sealed class CrossTraining(DataSets data, TeacherEncoding encoders)
{
    /// <summary>Where a request names no number of negatives.</summary>
    private const int DefaultNegatives = 4;
    private const string MarginMse = "margin-mse";

    public static TrainingSettings Defaults { get; } = new()
    {
        BatchSize = 16,
        LearningRate = 5e-5,
        Schedule = "linear",
        WarmupSteps = 50,
        WeightDecay = 0.01,
        MaxGradientNorm = 1,
        Epochs = 1,
        MaxTokens = 160,
        Dropout = 0.1,
        CheckpointEvery = 100,
        EvaluateEvery = 200,
    };

    public RecipeResult Run(JobContext context, CancellationToken cancellation)
    {
        var spec = context.Spec.TrainCrossEncoder;
        var backbone = context.Encoders.Find(spec.Backbone);
        var start = backbone.LoadModel().ToCrossEncoder(labels: 1, context.Seed);
        var settings = Defaults.With(spec.Optimization);
        var set = LabelledSet.Read(data.Open(spec.Data), context.Message);
        var held = HeldOutQueries.From(set, context.Seed);
        var named = held.Training.Queries.Min(query => query.Negatives.Count);
        var (mined, sampled) = Negatives(spec, named);
        var batch = BatchOf(spec, start.Config, start.MaxTokens, named);
        TrainingMemory.Require(batch, context.Device);

        using var network = new CrossEncoder(start, settings.Dropout, context.Device.Torch);
        using var teacher = Teacher(context, spec, held.Training, cancellation);
        var texts = new TrainingTexts(start, set.Documents, batch.Tokens);
        var hard = new MinedPools(context, encoders, spec, held, mined, cancellation);
        var pairs = new PairSettings(
            settings.BatchSize, PairLosses.All[LossOf(spec)], teacher,
            new NegativeChoice(held.Training, hard.Training, mined, sampled), context.Seed);
        var evaluation = new PairEvaluation(held, hard.HeldOut, texts, context.Seed);
        using var loop = new TrainingLoop(
            context, settings, new PairTask(network, held.Training, texts, pairs, evaluation),
            new TrainingClock(context.Time));
        var outcome = loop.Run(cancellation);
        var made = new LabelledOutcome(outcome, set, Describe(spec, mined, sampled))
        {
            Source = $"{backbone.Manifest.Name} ({backbone.Id}) with a fresh head, trained as a cross encoder",
            Teacher = spec.Teacher,
            MeasuredOver = evaluation.Queries == 0
                ? "" : $"{evaluation.Queries:N0} held-out queries, each with its answer and hard negatives",
        };
        var name = context.Spec.OutputName;
        return made.Publish(context, $"Cross encoder {name}", [(name, network.ToModel(), null)]);
    }

    /// <summary>A batch of queries, each paired with an answer and negatives.</summary>
    /// <param name="spec">How it is trained.</param>
    /// <param name="config">Of what is trained.</param>
    /// <param name="maxTokens">The longest input that it takes.</param>
    /// <param name="named">
    /// Negatives that the data names for each query at least; as long as it is not read, none.
    /// </param>
    public static TrainingBatch BatchOf(TrainCrossEncoder spec, EncoderConfig config, int maxTokens, int named = 0)
    {
        var (settings, (mined, sampled)) = (Defaults.With(spec.Optimization), Negatives(spec, named));
        return new TrainingBatch(
            config, settings.BatchSize, Math.Min(settings.MaxTokens, maxTokens), settings.Dropout > 0)
        {
            TextsEach = 1 + mined + sampled,
        };
    }

    private static (int Mined, int Sampled) Negatives(TrainCrossEncoder spec, int named)
    {
        var (mined, sampled) = ((int)spec.MinedNegatives, (int)spec.SampledNegatives);
        if (mined + sampled == 0)
            sampled = DefaultNegatives;
        // Only the documents that the data names have scores in it.
        return NeedsScores(spec) && spec.Teacher.Length == 0
            ? (0, Math.Clamp(named, 1, mined + sampled))
            : (mined, sampled);
    }

    private TeacherScores? Teacher(
        JobContext context, TrainCrossEncoder spec, LabelledSet set, CancellationToken cancellation)
    {
        if (!NeedsScores(spec))
            return null;
        if (spec.Teacher.Length == 0)
            return TeacherScores.OfData(set);
        var bundle = context.Encoders.Find(spec.Teacher);
        if (bundle.Manifest.Kind == BundleKind.CrossEncoder)
            return TeacherScores.Of(bundle.LoadModel(), set);
        var (queries, documents) = encoders.Encode(
            bundle, set, (stage, done, all) => context.Progress(stage, done, all, texts: done), cancellation);
        return TeacherScores.Of(bundle.Manifest.Metric, queries, documents);
    }

    /// <summary>
    /// The loss that a request means: where it names none, the one that its teacher is of use for, else by labels.
    /// </summary>
    public static string LossOf(TrainCrossEncoder spec) =>
        spec.Loss.Length > 0 ? spec.Loss : spec.Teacher.Length > 0 ? MarginMse : "bce";

    private static bool NeedsScores(TrainCrossEncoder spec) => LossOf(spec) == MarginMse;

    private static string Describe(TrainCrossEncoder spec, int mined, int sampled)
    {
        var from = spec.NegativesEncoder.Length > 0 ? spec.NegativesEncoder : spec.Backbone;
        return LossOf(spec) + string.Create(CultureInfo.InvariantCulture, $" ({sampled} sampled negatives")
            + (mined > 0 ? string.Create(CultureInfo.InvariantCulture, $", {mined} mined by {from})") : ")");
    }
}
