using System.Diagnostics;
using System.Text.Json;
using Kale.Bench.Harness;
using Kale.Bundles;
using Kale.Encoding.Tokenization;
using Kale.Trainer.Data;
using Kale.Trainer.Measuring;
using Kale.Trainer.Recipes.Alignment;
using Kale.Training;
using Kale.Training.Loop;
using Kale.Training.Losses;
using Kale.Training.Networks;
using Kale.Training.Weights;
using TorchSharp;

namespace Kale.Bench.Benchmarks;

/// <summary>
/// A training step and the alignment loop, against Debian's python3-torch with its best settings; and whether the
/// memory of the process stays.
/// </summary>
internal sealed class TrainingStep : IBenchmark
{
    private const int Rounds = 5;
    private const int Steps = 8;
    private const int LoopSteps = 40;
    private const int Batch = 32;
    private const int Tokens = 64;
    private const int LoopBatch = 64;
    private const int LoopTokens = 48;
    private const int Texts = 4_000;
    private const int MemorySteps = 1_000;
    private const int WarmSteps = 100;

    // What the Trainer reached before it was on the official packages.
    private const double StepBar = 0.98;
    private const double LoopBar = 1.71;
    private const double MemoryBar = 0.05;

    // What baselines of PyTorch on Debian need to be at their best; the last three keep freed memory in the process.
    private static readonly string[] s_settings =
    [
        "OPENBLAS_CORETYPE=SkylakeX",
        "OMP_WAIT_POLICY=passive",
        "GOMP_SPINCOUNT=0",
        $"OMP_NUM_THREADS={Environment.ProcessorCount}",
        $"OPENBLAS_NUM_THREADS={Environment.ProcessorCount}",
    ];

    private static readonly string[] s_heap =
    [
        "MALLOC_MMAP_MAX_=0",
        "MALLOC_TRIM_THRESHOLD_=100000000000",
        "MALLOC_TOP_PAD_=500000000",
    ];

    public string Name => "training-step";

    public string Question =>
        "Is a training step as fast as in PyTorch itself, an alignment faster than one as it is usually written, and "
            + "does a long training take no more memory than a short one?";

    public async Task<Report> RunAsync(BenchOptions options)
    {
        var directory = Directory.CreateTempSubdirectory("kale-bench-").FullName;
        var bundle = DemoModel.Publish(new BundleStore(Path.Combine(directory, "bundles")), "minilm");
        var model = bundle.LoadModel();
        var (texts, file) = (TextsOf(options), Path.Combine(directory, "texts.json"));
        var tokenizer = new WordPieceTokenizer(model.Tokenizer);
        await File.WriteAllTextAsync(
            file, JsonSerializer.Serialize(texts.Select(text => tokenizer.Encode(text, LoopTokens).Ids)));
        var (first, last) = ResidentMegabytes(model);
        var (step, plain, heap) = (new Series(), new Series(), new Series());
        var (loop, kept, taught) = (new Series(), new Series(), new Series());
        for (var round = 0; round < options.Count("rounds", Rounds); round++)
        {
            step.Add(Step(model));
            plain.Add(PeerStep(bundle, s_settings));
            heap.Add(PeerStep(bundle, [.. s_settings, .. s_heap]));
            loop.Add(1 / Loop(model, texts));
            kept.Add(1 / PeerLoop(bundle, file, teacher: false));
            taught.Add(1 / PeerLoop(bundle, file, teacher: true));
        }

        Directory.Delete(directory, recursive: true);
        var best = plain.Median < heap.Median ? plain : heap;
        return new Report(
            [
                .. StepRows(step, best),
                new Row(
                    "the peer with and without memory kept in the process, median ms", "",
                    Baseline: $"{heap.Median:0.0} and {plain.Median:0.0}"),
                .. LoopRows(loop, kept),
                new Row(
                    "the same, with the teacher in every step as in KALE's code, median round",
                    $"{1 / loop.Median:0.00}", $"{1 / taught.Median:0.00}", taught.Median / loop.Median),
                MemoryRow(first, last),
            ],
            Notes(step.Count));
    }

    private static IEnumerable<Row> StepRows(Series ours, Series peer) => Series.Statistics.Select(statistic => new Row(
        $"training step, 6 layers, {Batch} × {Tokens} tokens, {statistic.Name}, ms",
        $"{statistic.Of(ours):0.0}", $"{statistic.Of(peer):0.0}", statistic.Of(ours) / statistic.Of(peer),
        $"≤ {StepBar} ×", statistic.Of(ours) / statistic.Of(peer) <= StepBar));

    private static IEnumerable<Row> LoopRows(Series ours, Series peer) => Series.Statistics.Select(statistic => new Row(
        $"alignment of 2 layers, batches of {LoopBatch}, {statistic.Name}, steps/s",
        $"{1 / statistic.Of(ours):0.00}", $"{1 / statistic.Of(peer):0.00}", statistic.Of(peer) / statistic.Of(ours),
        $"≥ {LoopBar} ×", statistic.Of(peer) / statistic.Of(ours) >= LoopBar));

    private static Row MemoryRow(double first, double last) => new(
        $"resident memory after {MemorySteps:N0} steps of 2 layers, against after {WarmSteps}, MB",
        $"{last:0}", $"{first:0}", last / first, $"1 ± {MemoryBar}", Math.Abs((last / first) - 1) <= MemoryBar);

    private static string Notes(int rounds) =>
        $"{rounds} rounds in turn, each the median of {Steps} steps, or the rate of {LoopSteps}. "
            + $"libtorch {torch.__version__} here, {torch.get_num_threads()} threads; "
            + "the peer is python3-torch 1.13.1 on "
            + "OpenBLAS's AVX-512 kernel, with as many threads, and idle threads that sleep. "
            + "The peer's alignment keeps its targets but fills random batches up to their longest text "
            + "and updates the whole embedding table; ours sorts by length and updates the rows that occur. "
            + $"{Texts:N0} titles and sentences of SciFact, at most {LoopTokens} tokens. "
            + "What else the machine does only lengthens a round, and not for both alike: the quietest rounds are the "
            + "two's own times.";

    // Milliseconds, the median after three steps to warm up.
    private static double Step(EncoderModel model)
    {
        using var network = new DualEncoder(model, dropout: 0, torch.CPU);
        using var optimizer = new FusedAdamW(network, weightDecay: 0);
        using var targets = torch.randn([Batch, model.Dims]);
        var random = new Random(1);
        var objective = new AlignmentObjective([new LossTerm("cosine")]);
        var times = new List<double>();
        for (var i = 0; i < Steps + 3; i++)
        {
            var texts = Random(random, Batch, Tokens);
            times.Add(Milliseconds(
                optimizer,
                () => objective.Of(network.Unnormalized(network.BatchOf(texts)), targets)));
        }

        return Median.Of(times.Skip(3));
    }

    // After some steps, and after many more: batches of all lengths.
    private static (double First, double Last) ResidentMegabytes(EncoderModel model)
    {
        const int Texts = 4;
        using var network = new DualEncoder(model.KeepLayers([0, 5]), dropout: 0.1, torch.CPU);
        using var optimizer = new FusedAdamW(network, weightDecay: 0.01);
        var (random, first) = (new Random(1), 0.0);
        for (var step = 1; step <= MemorySteps; step++)
        {
            var texts = Random(random, Texts, tokens: random.Next(8, LoopTokens));
            Milliseconds(optimizer, () => network.Unnormalized(network.BatchOf(texts)).square().mean());
            if (step == WarmSteps)
                first = Environment.WorkingSet;
        }

        return (first / 1e6, Environment.WorkingSet / 1e6);
    }

    private static List<TokenizedText> Random(Random random, int texts, int tokens) =>
    [
        .. Enumerable.Range(0, texts).Select(_ => new TokenizedText(
            [.. Enumerable.Range(0, tokens).Select(_ => random.Next(1000, 30_000))], tokens, tokens)),
    ];

    private static double Loop(EncoderModel model, IReadOnlyList<string> texts)
    {
        var data = new AlignmentData
        {
            Texts = new AlignmentTexts
            {
                Training = texts,
                HeldOut = [],
                Documents = [],
                Queries = 0,
                Guarded = 0,
                Hash = "",
            },
            Targets = VectorTable.Of(
                [.. texts.Select((_, i) => Enumerable.Range(0, model.Dims).Select(d => MathF.Sin(i + d)).ToArray())]),
            HeldOut = null,
        };
        var settings = new TrainingSettings { BatchSize = LoopBatch, MaxTokens = LoopTokens };
        using var task = new AlignmentTask(
            model.KeepLayers([0, 5]), data, settings, new AlignmentObjective([new LossTerm("cosine")]), seed: 1,
            new TrainingDevice(TrainingDevice.Processor));
        using var optimizer = new FusedAdamW(task.Network, settings.WeightDecay);
        var total = Enumerable.Range(0, LoopSteps + 3)
            .Select(step => Milliseconds(optimizer, () => task.Loss(task.Batches.At(step))))
            .Skip(3)
            .Sum();
        return LoopSteps * 1000 / total;
    }

    private static double Milliseconds(FusedAdamW optimizer, Func<torch.Tensor> loss)
    {
        var begin = Stopwatch.GetTimestamp();
        using var scope = torch.NewDisposeScope();
        optimizer.ZeroGradients();
        var value = loss();
        value.backward();
        optimizer.Step(rate: 1e-6);
        _ = value.ToDouble();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    private static double PeerStep(Bundle bundle, string[] settings)
    {
        var answer = Peer(settings, "step", bundle.Directory, "6", $"{Batch}", $"{Tokens}", $"{Steps}");
        return Median.Of(answer.GetProperty("ms").EnumerateArray().Select(time => time.GetDouble()));
    }

    private static double PeerLoop(Bundle bundle, string texts, bool teacher) =>
        Peer(
            [.. s_settings, .. s_heap],
            "loop",
            bundle.Directory,
            "2",
            texts,
            $"{LoopBatch}",
            $"{LoopTokens}",
            $"{LoopSteps}",
            teacher ? "1" : "0")
            .GetProperty("rate")
            .GetDouble();

    private static JsonElement Peer(string[] settings, params string[] arguments) =>
        ChildProcess.RunJson(
            "/usr/bin/env", [.. settings, "/usr/bin/python3", Checkout.Peer("training_step.py"), .. arguments]);

    private static IReadOnlyList<string> TextsOf(BenchOptions options)
    {
        var documents = Corpus.Documents(options.DataSet("scifact"))
            .Select(document => new CorpusDocument(document.Id, document.Title, document.Text))
            .ToList();
        return PseudoQueries.Draw(documents, Texts, seed: 1, TestGuard.None).Texts;
    }

    /// <summary>One figure of several rounds, in time: less is better.</summary>
    private sealed class Series
    {
        private readonly List<double> _rounds = [];

        public static IReadOnlyList<(string Name, Func<Series, double> Of)> Statistics { get; } =
            [("median round", series => series.Median), ("quietest round", series => series._rounds.Min())];

        public int Count => _rounds.Count;

        public double Median => Harness.Median.Of(_rounds);

        public void Add(double time) => _rounds.Add(time);
    }
}
