using Kale.Bundles;
using Kale.V1;

namespace Kale.Bench.Harness;

/// <summary>
/// A Trainer with parts of MedQuAD, and its training jobs: questions and answers, documents without their titles, which
/// the questions repeat. The backbone is MiniLM cut at few tokens.
/// </summary>
internal sealed class MedQuad : IAsyncDisposable
{
    public const string Backbone = "minilm-short";
    public const string Dual = "tuned";
    public const string Cross = "cross";
    private const string Train = "medquad-train";
    private const string Test = "medquad-test";

    private readonly string _directory;
    private readonly BenchOptions _options;

    private MedQuad(TrainerHost trainer, string directory, BenchOptions options, int tokens, string split)
    {
        (Trainer, _directory, _options, Tokens) = (trainer, directory, options, tokens);
        Measured = new Measured(trainer.Bundles, directory);
        TestSet = new() { Root = TrainerHost.Root, Path = Test, Split = split, WithoutTitles = true };
    }

    public TrainerHost Trainer { get; }

    public Measured Measured { get; }

    /// <summary>Where texts are cut, in training and in measuring.</summary>
    public int Tokens { get; }

    /// <summary>
    /// Questions to measure with: the test's, or with <c>--split dev</c> those that settings may be chosen by.
    /// </summary>
    public DataSet TestSet { get; }

    // --train 8000 --tokens 64 --dual-steps 300 --cross-steps 400 --split test --keep DIRECTORY
    /// <summary>Samples the data and starts the Trainer.</summary>
    public static async Task<MedQuad> StartAsync(BenchOptions options, int queries, int documents)
    {
        var directory = Directory.CreateTempSubdirectory("kale-bench-data-").FullName;
        var parts = new SampledBeir(options.DataSet("medquad"), directory);
        var split = options.Settings.GetValueOrDefault("split", "test");
        parts.Write(Train, "train", options.Count("train", 8_000), documents: 0, seed: 1);
        parts.Write(Test, split, queries, documents, seed: 2);
        var trainer = await TrainerHost.StartAsync(options with { Data = directory });
        var tokens = options.Count("tokens", 64);
        DemoModel.PublishOnce(trainer.Bundles, Backbone, model => model with { MaxTokens = tokens });
        return new MedQuad(trainer, directory, options, tokens, split);
    }

    /// <summary>
    /// The dual encoder and the cross encoder that benchmarks share, trained where they are not there yet.
    /// </summary>
    public async Task TrainTwinsAsync()
    {
        await TrainDualAsync(Dual, Steps(_options.Count("dual-steps", 300)), seed: 1);
        await TrainCrossAsync(Cross, Steps(_options.Count("cross-steps", 400)), Dual, seed: 1);
    }

    /// <summary>Adds a part of another data set, to be measured with.</summary>
    public DataSet AddTestSet(string source, string name, int queries, int documents)
    {
        new SampledBeir(source, _directory).Write(name, "test", queries, documents, seed: 2);
        return new DataSet { Root = TrainerHost.Root, Path = name, Split = "test" };
    }

    public Task TrainDualAsync(string name, Optimization budget, ulong seed) => Trainer.RunAsync(name, new JobSpec
    {
        OutputName = name,
        Seed = seed,
        TrainDualEncoder = Contrastive(budget, Backbone),
    });

    /// <param name="name">Of job and bundle.</param>
    /// <param name="budget">Steps.</param>
    /// <param name="negatives">The dual encoder that hard negatives are mined with.</param>
    /// <param name="seed">Of head, order and draws.</param>
    public Task TrainCrossAsync(string name, Optimization budget, string negatives, ulong seed) =>
        Trainer.RunAsync(name, new JobSpec
        {
            OutputName = name,
            Seed = seed,
            TrainCrossEncoder = new TrainCrossEncoder
            {
                Backbone = Backbone,
                Data = TrainSet,
                Loss = "bce",
                MinedNegatives = 3,
                SampledNegatives = 1,
                NegativesEncoder = negatives,
                Optimization = With(budget, rate: 1e-4),
            },
        });

    public Task InfuseAsync(string name, Optimization budget, InfuseDualEncoder start, ulong seed)
    {
        var spec = start.Clone();
        spec.Training = Contrastive(budget, Backbone);
        return Trainer.RunAsync(name, new JobSpec { OutputName = name, Seed = seed, InfuseDualEncoder = spec });
    }

    /// <summary>KALE with all of the student's layers, on the train questions and sentences of their answers.</summary>
    public Task AlignAsync(string name, Optimization budget, string student, string teacher, uint layers, ulong seed) =>
        Trainer.RunAsync(name, new JobSpec
        {
            OutputName = name,
            Seed = seed,
            AlignQueryEncoder = new AlignQueryEncoder
            {
                Teacher = teacher,
                Student = student,
                Plan = AlignmentJobs.Plan("first", layers),
                Queries = { TrainSet },
                Corpus = TrainSet,
                Optimization = budget,
            },
        });

    public static Optimization Steps(int steps) => new() { Steps = (ulong)steps };

    public async ValueTask DisposeAsync()
    {
        await Trainer.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static DataSet TrainSet => new() { Root = TrainerHost.Root, Path = Train, WithoutTitles = true };

    private TrainDualEncoder Contrastive(Optimization budget, string backbone) => new()
    {
        Backbone = backbone,
        Data = TrainSet,
        Optimization = With(budget, rate: 5e-5),
    };

    private Optimization With(Optimization budget, double rate)
    {
        var optimization = budget.Clone();
        (optimization.LearningRate, optimization.MaxTokens, optimization.WarmupSteps) = (rate, (uint)Tokens, 20);
        // Few steps want all of every text.
        optimization.Dropout = 0;
        // The best of several evaluations would be no fair comparison of starts; one at the end does.
        optimization.EvaluateEverySteps = int.MaxValue;
        return optimization;
    }
}
