using Kale.Bundles;
using Kale.Encoding;
using Kale.Trainer.Tests.Recipes.Alignment;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Publishing;

/// <summary>
/// What training publishes is what other tools open, with the layers that were kept and the same vectors.
/// </summary>
public sealed class OtherToolsTests
{
    private const double Tolerance = 1e-4;

    // None is cut: transformers.js cuts the [SEP] off, which BERT's tokenizers keep.
    private static readonly string[] Texts =
    [
        "a",
        "b2 c3, 47-11 zebra",
        string.Join(' ', Enumerable.Range(0, 5).Select(BeirDirectories.Text)),
    ];
    private static readonly string[] Pair = ["which zebra", "47-11 of b2 c3"];

    [Fact]
    public async Task Publish_OfWhatWasTrained_GivesItsVectorsToOtherTools()
    {
        using var directory = new TemporaryDirectory();
        directory.PublishTeacher();
        directory.Publish("wide", TinyBundles.Dual(seed: 5, width: 48));
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        (JobSpec Spec, int Layers)[] trained =
        [
            (Align(directory, "pruned", new LayerPlan { Keep = { 0, 2 } }), 2),
            (Align(directory, "table", new LayerPlan { Name = "explicit" }), 0),
            (Align(directory, "projected", new LayerPlan { Name = "first", Layers = 1 }, student: "wide"), 1),
            (Cross(directory, "crossed"), 3),
        ];
        foreach (var (spec, _) in trained)
            await trainer.SucceedAsync(spec.OutputName, spec);

        var bundles = trained.Select(job => directory.Bundle(job.Spec.OutputName)).ToList();
        foreach (var (i, seen) in (await OtherTools.OpenAsync(bundles, Texts, Pair)).Index())
        {
            Assert.Equal((trained[i].Layers, trained[i].Layers), (seen.Layers, seen.StoredLayers));
            var ours = await RunAsync(bundles[i]);
            AssertClose(ours, seen.OnnxRuntime);
            AssertClose(ours, seen.Transformers);
            AssertClose(ours, seen.Plain);
        }
    }

    private static JobSpec Align(TemporaryDirectory directory, string name, LayerPlan plan, string student = "")
    {
        var alignment = Alignments.Alignment(directory.WriteTexts(), steps: 10);
        (alignment.Plan, alignment.Student) = (plan, student);
        return Alignments.Spec(alignment, name);
    }

    private static JobSpec Cross(TemporaryDirectory directory, string name) => new()
    {
        OutputName = name,
        TrainCrossEncoder = new TrainCrossEncoder
        {
            Backbone = Alignments.Teacher,
            Data = directory.WriteBeir(),
            Optimization = TrainingJobs.Optimization(),
        },
    };

    // As it is served.
    private static async Task<float[][]> RunAsync(Bundle bundle)
    {
        if (bundle.Manifest.Kind == BundleKind.CrossEncoder)
        {
            await using var scorer = CrossEncoderScorer.Load(bundle, new EncoderOptions());
            return [[(await scorer.ScoreAsync(Pair[0], [Pair[1]])).Passages[0].Score]];
        }

        await using var encoder = Encoder.Load(bundle, new EncoderOptions());
        return [.. (await encoder.EncodeAsync(Texts, EncoderRole.Query)).Texts.Select(text => text.Vector!)];
    }

    // Relative above 1, as scores may be.
    private static void AssertClose(float[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Select(row => row.Length), actual.Select(row => row.Length));
        Assert.All(
            expected.SelectMany(row => row).Zip(actual.SelectMany(row => row)),
            pair => Assert.InRange(
                Math.Abs(pair.First - pair.Second) / Math.Max(1, Math.Abs(pair.First)), 0, Tolerance));
    }
}
