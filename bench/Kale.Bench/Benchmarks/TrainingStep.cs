using System.Diagnostics;
using System.Text.Json;
using Kale.Bench.Harness;
using Kale.Bundles;
using Kale.Encoding.Tokenization;
using Kale.Trainer.Data.Reading;
using Kale.Trainer.Data.Texts;
using Kale.Trainer.Evaluation.Search;
using Kale.Trainer.Learning;
using Kale.Trainer.Models.Losses;
using Kale.Trainer.Models.Networks;
using Kale.Trainer.Models.Runtime;
using Kale.Trainer.Models.Weights;
using Kale.Trainer.Recipes.Alignment;
using TorchSharp;

namespace Kale.Bench.Benchmarks;

/// <summary>
/// A training step and the alignment loop, against python3-torch on the same libtorch with its best settings.
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
        "Is a training step as fast as in PyTorch itself, and an alignment faster than one as it is usually written?";

    public async Task<Report> RunAsync(BenchOptions options)
    {
        var directory = Directory.CreateTempSubdirectory("kale-bench-").FullName;
        var bundle = DemoModel.Publish(new BundleStore(Path.Combine(directory, "bundles")), "minilm");
        var model = bundle.LoadModel();
        var (texts, file) = (TextsOf(options), Path.Combine(directory, "texts.json"));
        var tokenizer = new WordPieceTokenizer(model.Tokenizer);
        await File.WriteAllTextAsync(
            file, JsonSerializer.Serialize(texts.Select(text => tokenizer.Encode(text, LoopTokens).Ids)));
        var (ours, plain, heap) = (new List<double>(), new List<double>(), new List<double>());
        var (loop, kept, taught) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(Step(model));
            plain.Add(PeerStep(bundle, s_settings));
            heap.Add(PeerStep(bundle, [.. s_settings, .. s_heap]));
            loop.Add(Loop(model, texts));
            kept.Add(PeerLoop(bundle, file, teacher: false));
            taught.Add(PeerLoop(bundle, file, teacher: true));
        }

        Directory.Delete(directory, recursive: true);
        return ToReport(ours, plain, heap, loop, kept, taught);
    }

    private static Report ToReport(
        List<double> ours,
        List<double> plain,
        List<double> heap,
        List<double> loop,
        List<double> kept,
        List<double> taught)
    {
        var (best, runtime) = (Math.Min(Median.Of(plain), Median.Of(heap)), TorchRuntime.Describe());
        var (ratio, rate) = (Median.Of(ours) / best, Median.Of(loop) / Median.Of(kept));
        return new Report(
            [
                new Row(
                    $"training step, 6 layers, {Batch} × {Tokens} tokens, median ms",
                    $"{Median.Of(ours):0.0}",
                    $"{best:0.0}",
                    ratio,
                    "≤ 1.05 ×",
                    ratio <= 1.05),
                new Row(
                    "the peer with and without memory kept in the process",
                    "",
                    $"{Median.Of(heap):0.0} and {Median.Of(plain):0.0}"),
                new Row(
                    $"alignment of 2 layers, batches of {LoopBatch}, steps/s",
                    $"{Median.Of(loop):0.00}",
                    $"{Median.Of(kept):0.00}",
                    rate,
                    "≥ 1.3 ×",
                    rate >= 1.3),
                new Row(
                    "the same, with the teacher in every step as in KALE's code",
                    $"{Median.Of(loop):0.00}",
                    $"{Median.Of(taught):0.00}",
                    Median.Of(loop) / Median.Of(taught)),
            ],
            $"{Rounds} rounds in turn, medians of their medians. libtorch {runtime.Version} on both sides, "
                + $"{runtime.Threads} threads, kernel {runtime.BlasKernel}; the peer is python3-torch "
                + "with as many threads, the same kernel and idle threads that sleep. "
                + "The peer's alignment keeps its targets but fills random batches up to their longest text "
                + "and updates the whole embedding table; ours sorts by length and updates the rows that occur. "
                + $"{Texts:N0} titles and sentences of SciFact, at most {LoopTokens} tokens.");
    }

    // Milliseconds, the median after three steps to warm up.
    private static double Step(EncoderModel model)
    {
        using var network = new DualEncoder(model, dropout: 0, torch.CPU);
        using var optimizer = torch.optim.AdamW(network.parameters(), 1e-6, weight_decay: 0);
        using var targets = torch.randn([Batch, model.Dims]);
        var random = new Random(1);
        var objective = new AlignmentObjective([new LossTerm("cosine")]);
        var times = new List<double>();
        for (var i = 0; i < Steps + 3; i++)
        {
            var texts = Enumerable.Range(0, Batch)
                .Select(_ => new TokenizedText(
                    [.. Enumerable.Range(0, Tokens).Select(_ => random.Next(1000, 30_000))], Tokens, Tokens))
                .ToList();
            times.Add(Milliseconds(
                optimizer,
                () => objective.Of(network.Unnormalized(TokenBatch.From(texts, 0, torch.CPU)), targets)));
        }

        return Median.Of(times.Skip(3));
    }

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
            model.KeepLayers([0, 5]), data, settings, new AlignmentObjective([new LossTerm("cosine")]), seed: 1);
        using var optimizer = Optimizers.AdamW(task.Network, settings with { LearningRate = 1e-6 });
        var total = Enumerable.Range(0, LoopSteps + 3)
            .Select(step => Milliseconds(optimizer, () => task.Loss(task.Batches.At(step))))
            .Skip(3)
            .Sum();
        return LoopSteps * 1000 / total;
    }

    private static double Milliseconds(torch.optim.Optimizer optimizer, Func<torch.Tensor> loss)
    {
        var begin = Stopwatch.GetTimestamp();
        using var scope = torch.NewDisposeScope();
        optimizer.zero_grad();
        var value = loss();
        value.backward();
        optimizer.step();
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
}
