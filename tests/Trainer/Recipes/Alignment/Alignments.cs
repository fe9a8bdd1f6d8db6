using Kale.Bundles;
using Kale.Encoding;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes.Alignment;

/// <summary>Alignments of seconds: a teacher of three layers of random weights, and some hundred texts.</summary>
internal static class Alignments
{
    public const string Teacher = "teacher";

    /// <summary>
    /// A teacher whose space tolerates students that have seen little: what is tested is the way, not how close they
    /// come.
    /// </summary>
    public static Bundle PublishTeacher(
        this TemporaryDirectory directory, int layers = 3, string name = Teacher, int seed = 1, int width = 32) =>
        BundlePublisher.Publish(
            TinyBundles.Dual(seed, layers, width),
            null,
            new BundleStore(directory["bundles"]),
            name,
            new PublishOptions
            {
                Provenance = new Bundles.Provenance
                {
                    Source = "random weights for tests",
                    Created = DateTimeOffset.UnixEpoch,
                },
                MinCosine = -0.9,
            });

    /// <summary>Texts of letters and digits, one a line.</summary>
    public static DataSet WriteTexts(this TemporaryDirectory directory, int count = 120, string name = "queries.txt")
    {
        directory.WriteLines(
            name,
            Enumerable.Range(0, count).Select(i => string.Join(
                ' ', Enumerable.Range(0, 1 + (i % 4)).Select(j => BeirDirectories.Text(i + (200 * j))))));
        return new DataSet { Root = "root", Path = name, Format = "text" };
    }

    public static AlignQueryEncoder Alignment(DataSet queries, int steps = 40) => new()
    {
        Teacher = Teacher,
        Plan = new LayerPlan { Name = "wang-lyu", Layers = 2 },
        Queries = { queries },
        Optimization = new Optimization
        {
            BatchSize = 16,
            LearningRate = 3e-3,
            Steps = (ulong)steps,
            MaxTokens = 32,
            CheckpointEverySteps = 10,
            EvaluateEverySteps = 10,
        },
        HeldOutFraction = 0.2,
    };

    public static JobSpec Spec(AlignQueryEncoder alignment, string output = "student", ulong seed = 3) =>
        new() { OutputName = output, Seed = seed, AlignQueryEncoder = alignment };
}
