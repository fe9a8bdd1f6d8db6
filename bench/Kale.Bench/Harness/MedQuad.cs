using Google.Protobuf.WellKnownTypes;
using Kale.Bundles;
using Kale.V1;

namespace Kale.Bench.Harness;

/// <summary>
/// A Trainer with parts of MedQuAD, and its training jobs: questions and answers, documents without their titles, which the
/// questions repeat. The backbone is MiniLM cut at few tokens.
/// </summary>
internal sealed class MedQuad : IAsyncDisposable
{
    public const string Backbone = "minilm-short";
    private const string Train = "medquad-train";
    private const string Test = "medquad-test";

    private readonly string _directory;
    private readonly uint _tokens;

    private MedQuad(TrainerHost trainer, string directory, uint tokens)
    {
        (Trainer, _directory, _tokens) = (trainer, directory, tokens);
        Measured = new Measured(trainer.Bundles, directory);
    }

    public TrainerHost Trainer { get; }

    public Measured Measured { get; }

    public static DataSet TestSet => new() { Root = TrainerHost.Root, Path = Test, Split = "test", WithoutTitles = true };

    /// <summary>Samples the data and starts the Trainer.</summary>
    public static async Task<MedQuad> StartAsync(BenchOptions options, int trainQueries, int testQueries, int documents, int tokens)
    {
        var directory = Directory.CreateTempSubdirectory("kale-bench-data-").FullName;
        var parts = new SampledBeir(options.DataSet("medquad"), directory);
        parts.Write(Train, "train", trainQueries, documents: 0, seed: 1);
        parts.Write(Test, "test", testQueries, documents, seed: 2);
        var trainer = await TrainerHost.StartAsync(options with { Data = directory });
        DemoModel.Publish(trainer.Bundles, Backbone, model => model with { MaxTokens = tokens });
        return new MedQuad(trainer, directory, (uint)tokens);
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
    /// <param name="budget">Time or steps.</param>
    /// <param name="negatives">The dual encoder that hard negatives are mined with.</param>
    /// <param name="seed">Of head, order and draws.</param>
    public Task TrainCrossAsync(string name, Optimization budget, string negatives, ulong seed) => Trainer.RunAsync(name, new JobSpec
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

    public static Optimization Minutes(double minutes) => new() { Time = Duration.FromTimeSpan(TimeSpan.FromMinutes(minutes)) };

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
        (optimization.LearningRate, optimization.MaxTokens) = (rate, _tokens);
        // The best of several evaluations would be no fair comparison of starts; one at the end does.
        optimization.EvaluateEverySteps = int.MaxValue;
        return optimization;
    }
}
