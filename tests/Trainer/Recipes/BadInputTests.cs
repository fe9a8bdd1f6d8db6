using Google.Rpc;
using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Trainer.Tests.Recipes.Alignment;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes;

/// <summary>What users get wrong across recipes: told at once and in words, and the Trainer goes on training.</summary>
public sealed class BadInputTests(BadInputTests.OneTrainer fixture) : IClassFixture<BadInputTests.OneTrainer>
{
    private const uint Huge = 65_536;

    public static TheoryData<string, JobSpec, string, string> Refused => new()
    {
        {
            "layer 9 of 6", Align(spec => (spec.Teacher, spec.Plan) = ("six", Keep(0, 9))),
            "plan", "There is no layer 9: the encoder has 6"
        },
        {
            "layer 9 of 6, infused", Infuse(spec => spec.Keep.Add([0, 9])),
            "keep", "There is no layer 9: the encoder has 6"
        },
        { "teacher of another space", Dual(spec => Teach(spec, "wide")), "teacher", "vectors of 512 dimensions" },
        {
            "length 0, align", Align(spec => spec.Optimization.MaxTokens = 0),
            "optimization.max_tokens", "must be 3 to 64"
        },
        {
            "length 0, dual", Dual(spec => spec.Optimization.MaxTokens = 0),
            "optimization.max_tokens", "must be 3 to 64"
        },
        {
            "length 0, cross", Cross(spec => spec.Optimization.MaxTokens = 0),
            "optimization.max_tokens", "must be 3 to 64"
        },
        { "length 0, probe", Probe(spec => spec.MaxTokens = 0), "max_tokens", "must be 3 to 64" },
        {
            "length 0, infuse", Infuse(spec => spec.Training.Optimization.MaxTokens = 0),
            "training.optimization.max_tokens", "must be 3 to 64"
        },
        {
            "length 0, sweep", Sweep(spec => spec.Alignment.Optimization.MaxTokens = 0),
            "alignment.optimization.max_tokens", "must be 3 to 64"
        },
        {
            "length 100,000, align", Align(spec => spec.Optimization.MaxTokens = 100_000),
            "optimization.max_tokens", "must be 3 to 64"
        },
        {
            "length 100,000, dual", Dual(spec => spec.Optimization.MaxTokens = 100_000),
            "optimization.max_tokens", "must be 3 to 64"
        },
        {
            "length 100,000, cross", Cross(spec => spec.Optimization.MaxTokens = 100_000),
            "optimization.max_tokens", "must be 3 to 64"
        },
        { "length 100,000, probe", Probe(spec => spec.MaxTokens = 100_000), "max_tokens", "must be 3 to 64" },
        {
            "length 100,000, infuse", Infuse(spec => spec.Training.Optimization.MaxTokens = 100_000),
            "training.optimization.max_tokens", "must be 3 to 64"
        },
        {
            "length 100,000, sweep", Sweep(spec => spec.Alignment.Optimization.MaxTokens = 100_000),
            "alignment.optimization.max_tokens", "must be 3 to 64"
        },
        { "out of the root, cross", Cross(spec => spec.Data.Path = "../beir"), "data.path", "leads out of the root" },
        {
            "out of the root, infuse", Infuse(spec => spec.Training.Data.Path = "beir/../../beir"),
            "training.data.path", "leads out of the root"
        },
        { "out of the root, probe", Probe(spec => spec.Data.Path = "/etc"), "data.path", "leads out of the root" },
        {
            "out of the root, sweep", Sweep(spec => spec.Evaluation.Path = ".."),
            "evaluation.path", "leads out of the root"
        },
        {
            "layer 9 of 6, sweep", Sweep(spec => (spec.Alignment.Teacher, spec.Plans[0]) = ("six", Keep(0, 9))),
            "plans[0]", "There is no layer 9: the encoder has 6"
        },
        {
            "memory, sweep",
            Sweep(spec =>
            {
                (spec.Alignment.Teacher, spec.Plans[0].Layers) = ("wide", 2);
                Fill(spec.Alignment.Optimization);
            }),
            "alignment.optimization.batch_size", "65536 texts of 64 tokens"
        },
        {
            "batch of one", Dual(spec => spec.Optimization.BatchSize = 1),
            "optimization.batch_size", "at least 2 without mined_negatives"
        },
        {
            "memory, align", Align(spec => { spec.Teacher = "wide"; Fill(spec.Optimization); }),
            "optimization.batch_size", "65536 texts of 64 tokens"
        },
        {
            "memory, dual", Dual(spec => { spec.Backbone = "wide"; Fill(spec.Optimization); }),
            "optimization.batch_size", "65536 × 2 texts of 64 tokens"
        },
        {
            "memory, cross", Cross(spec => { spec.Backbone = "wide"; Fill(spec.Optimization); }),
            "optimization.batch_size", "65536 × 5 texts of 64 tokens"
        },
        {
            "memory, infuse",
            Infuse(spec =>
            {
                (spec.Start, spec.Training.Backbone) = ("fresh", "wide");
                Fill(spec.Training.Optimization);
            }),
            "training.optimization.batch_size", "2 layers"
        },
    };

    public static TheoryData<string, JobSpec, string> Failed => new()
    {
        { "no queries", Dual(spec => spec.Data.Path = "empty"), "root/empty/queries.jsonl" },
        {
            "nothing relevant", Dual(spec => spec.Data.Path = "irrelevant"),
            "root/irrelevant has no query with a relevant document"
        },
        { "one query", Dual(spec => spec.Data.Path = "one"), "There is one query to train on" },
        {
            "an empty file", Cross(spec => spec.Data = File("nothing.jsonl")),
            "root/nothing.jsonl holds no training examples"
        },
        {
            "half a character", Dual(spec => spec.Data.Path = "halved"),
            "root/halved/queries.jsonl:21: the field 'text' is not a text of Unicode characters"
        },
        {
            "half a character, align",
            Align(spec => spec.Queries[0] = new DataSet { Root = "root", Path = "halved.jsonl", Format = "jsonl" }),
            "root/halved.jsonl:1: it is not a text"
        },
        {
            "unknown documents", Cross(spec => spec.Data.Path = "unknown"),
            "root/unknown/qrels/train.tsv:2: corpus.jsonl has no document 'nobody'"
        },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task StartJob_OfAMistake_IsRefusedByFieldAndTheNextJobRuns(
        string mistake, JobSpec spec, string field, string says)
    {
        var error = await RichErrors.FailsAsync(
            fixture.Trainer.Client.StartJobAsync(new StartJobRequest { Spec = spec }));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        var violation = Assert.Single(error.Detail<BadRequest>().FieldViolations);
        Assert.EndsWith($".{field}", violation.Field, StringComparison.Ordinal);
        Assert.True(
            violation.Description.Contains(says, StringComparison.Ordinal), $"{mistake}: {violation.Description}");
        await fixture.RunAnotherAsync();
    }

    [Theory]
    [MemberData(nameof(Failed))]
    public async Task Job_OnDataThatCannotBeUsed_SaysWhyAndTheNextJobRuns(string mistake, JobSpec spec, string says)
    {
        var started = await fixture.Trainer.Client.StartAsync("", spec);
        var job = await fixture.Trainer.Client.EndAsync(started.JobId);
        Assert.Equal((JobState.Failed, "DATA_MALFORMED"), (job.State, job.ErrorReason));
        Assert.True(job.ErrorMessage.Contains(says, StringComparison.Ordinal), $"{mistake}: {job.ErrorMessage}");
        await fixture.RunAnotherAsync();
    }

    [Fact]
    public async Task StartJob_OfASecondNameThatAnActiveJobPublishes_IsRefused()
    {
        var first = await fixture.Trainer.Client.StartAsync(
            "", Align(spec => spec.Optimization.Steps = 1_000_000, "pair-context"));
        var untied = Dual(spec => spec.Untied = true, "pair");
        var error = await RichErrors.FailsAsync(
            fixture.Trainer.Client.StartJobAsync(new StartJobRequest { Spec = untied }));
        await fixture.Trainer.Client.CancelAsync(first.JobId);
        Assert.Equal((StatusCode.FailedPrecondition, "OUTPUT_NAME_TAKEN"), (error.StatusCode, error.Reason()));
        Assert.Contains("'pair-context'", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancelJob_ThatTrains_LeavesNothingButItsCheckpoints()
    {
        var before = fixture.BundleFiles();
        var job = await fixture.Trainer.Client.StartAsync(
            "", Align(spec => spec.Optimization.Steps = 1_000_000, "cancelled"));
        await fixture.Trainer.Client.UntilAsync(job.JobId, entry => entry.Progress is { HasLoss: true, Step: >= 12 });
        Assert.Equal(JobState.Cancelled, (await fixture.Trainer.Client.CancelAsync(job.JobId)).State);
        Assert.Equal(before, fixture.BundleFiles());
        var checkpoints = fixture.Directory[$"data/jobs/{job.JobId}/checkpoints"];
        Assert.All(
            Directory.GetDirectories(checkpoints),
            path => Assert.StartsWith("step-", Path.GetFileName(path), StringComparison.Ordinal));
        Assert.Equal(
            ["checkpoints", "events.log", "job.json"],
            Directory.GetFileSystemEntries(fixture.Directory[$"data/jobs/{job.JobId}"])
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));
        await fixture.RunAnotherAsync();
    }

    private static void Fill(Optimization optimization) =>
        (optimization.BatchSize, optimization.MaxTokens) = (Huge, 64);

    private static void Teach(TrainDualEncoder spec, string teacher)
    {
        spec.Teacher = teacher;
        spec.Distillation.Add(new LossTerm { Name = "cosine" });
    }

    private static LayerPlan Keep(params uint[] layers) => new() { Keep = { layers } };

    private static DataSet File(string path) => new() { Root = "root", Path = path, Format = "flag-embedding" };

    private static DataSet Beir() => new() { Root = "root", Path = "beir" };

    private static JobSpec Align(Action<AlignQueryEncoder> make, string output = "out")
    {
        var alignment = Alignments.Alignment(new DataSet { Root = "root", Path = "queries.txt", Format = "text" });
        make(alignment);
        return Alignments.Spec(alignment, output);
    }

    private static JobSpec Sweep(Action<SweepAlignment> make)
    {
        var spec = new SweepAlignment
        {
            Plans = { new LayerPlan { Name = "first", Layers = 1 } },
            Alignment = Align(_ => { }).AlignQueryEncoder,
            Evaluation = Beir(),
        };
        make(spec);
        return new JobSpec { OutputName = "out", SweepAlignment = spec };
    }

    private static JobSpec Dual(Action<TrainDualEncoder> make, string output = "out")
    {
        var spec = new TrainDualEncoder
        {
            Backbone = Alignments.Teacher,
            Data = Beir(),
            Optimization = TrainingJobs.Optimization(),
        };
        make(spec);
        return new JobSpec { OutputName = output, TrainDualEncoder = spec };
    }

    private static JobSpec Cross(Action<TrainCrossEncoder> make)
    {
        var spec = new TrainCrossEncoder
        {
            Backbone = Alignments.Teacher,
            Data = Beir(),
            Optimization = TrainingJobs.Optimization(),
        };
        make(spec);
        return new JobSpec { OutputName = "out", TrainCrossEncoder = spec };
    }

    private static JobSpec Infuse(Action<InfuseDualEncoder> make)
    {
        var training = new TrainDualEncoder { Data = Beir(), Optimization = TrainingJobs.Optimization() };
        var spec = new InfuseDualEncoder { CrossEncoder = "cross", Training = training };
        make(spec);
        return new JobSpec { OutputName = "out", InfuseDualEncoder = spec };
    }

    private static JobSpec Probe(Action<ProbeLayers> make)
    {
        var spec = new ProbeLayers { Encoders = { Alignments.Teacher }, Data = Beir() };
        make(spec);
        return new JobSpec { ProbeLayers = spec };
    }

    /// <summary>One Trainer for all mistakes, with encoders and data of every kind that they need.</summary>
    public sealed class OneTrainer : IAsyncLifetime
    {
        internal TemporaryDirectory Directory { get; } = new();

        internal TestTrainer Trainer { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Directory.PublishTeacher();
            Directory.PublishTeacher(layers: 6, name: "six");
            Directory.Publish("wide", TinyBundles.Dual(width: 512));
            Directory.Publish("cross", TinyBundles.Cross(layers: 6));
            Directory.WriteTexts();
            foreach (var name in new[] { "beir", "empty", "halved", "irrelevant", "one", "unknown" })
                Directory.WriteBeir(name);
            Directory.Write("empty/queries.jsonl", "");
            System.IO.File.AppendAllText(Directory["halved/queries.jsonl"], """{"_id": "q99", "text": "\ud800"}""");
            Directory.Write("halved.jsonl", "\"\\ud800\"\n");
            Directory.WriteLines("irrelevant/qrels/train.tsv", ["q1\td1\t0"]);
            Directory.WriteLines("one/qrels/train.tsv", ["q1\td1\t1"]);
            Directory.WriteLines("unknown/qrels/train.tsv", ["q1\td1\t1", "q2\tnobody\t1"]);
            Directory.Write("nothing.jsonl", "");
            Trainer = await TestTrainer.StartWithRecipesAsync(Directory);
        }

        /// <summary>A job that is as it should be, to its success.</summary>
        internal async Task RunAnotherAsync()
        {
            var evaluate = new Evaluate
            {
                Encoders = { Alignments.Teacher },
                Data = Beir(),
                Metrics = { "ndcg@10" },
                BootstrapSamples = 10,
            };
            var job = await Trainer.Client.StartAsync("", new JobSpec { Evaluate = evaluate });
            var ended = await Trainer.Client.EndAsync(job.JobId);
            Assert.True(ended.State == JobState.Succeeded, ended.ErrorMessage);
        }

        internal IEnumerable<string> BundleFiles() =>
        [
            .. System.IO.Directory.EnumerateFileSystemEntries(Directory["bundles"], "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal),
        ];

        public async Task DisposeAsync()
        {
            await Trainer.DisposeAsync();
            Directory.Dispose();
        }
    }
}
