using System.Diagnostics;
using Kale.Bench.Harness;
using Kale.Bundles;
using Kale.Encoding.Inference;
using Kale.Encoding.Tokenization;
using Kale.Retrieval.Metrics;
using Kale.Trainer.Data.Reading;

using Kale.V1;

namespace Kale.Bench.Benchmarks;

/// <summary>DE-2 CE and its controls against the 6-layer dual encoder, all trained the same on MedQuAD.</summary>
internal sealed class InfuseMedQuad : IBenchmark
{
    private const string Metric = "hits@10";
    private const string Six = "six";
    private const string Cross = "cross";
    private const int SpeedTokens = 16;
    private const int SpeedRounds = 200;

    // What starts, how, whether it is aligned to the 6-layer encoder too, and the share of Hits@10 that it is to keep.
    private static readonly (string Name, InfuseDualEncoder Start, bool Aligned, double Bar)[] s_starts =
    [
        ("DE-2 CE: first layer from the cross encoder", new() { CrossEncoder = Cross, Layers = 2 }, false, 0.97),
        ("DE-2 CE, aligned to the 6-layer encoder too", new() { CrossEncoder = Cross, Layers = 2 }, true, 0.97),
        ("first layer from the dual encoder", new() { Start = "dual-encoder", Layers = 2 }, false, 0),
        ("both layers from the dual encoder, [0,5]", new() { Start = "dual-encoder", Keep = { 0, 5 } }, false, 0.98),
        ("fresh layers", new() { Start = "fresh", Layers = 2 }, false, 0),
    ];

    public string Name => "infuse-medquad";

    public string Question => "Which start makes the best 2-layer dual encoder on MedQuAD, and what does it keep of 6 layers trained the same?";

    // --cross-minutes 2 --steps 150 --seeds 3 --queries 1400 --documents 3000 --train 6000 --tokens 64
    public async Task<Report> RunAsync(BenchOptions options)
    {
        var (steps, seeds, tokens) = (options.Count("steps", 150), options.Count("seeds", 3), options.Count("tokens", 64));
        await using var medquad = await MedQuad.StartAsync(
            options, options.Count("train", 6_000), options.Count("queries", 1_400), options.Count("documents", 3_000), tokens);
        await medquad.TrainCrossAsync(Cross, MedQuad.Minutes(options.Number("cross-minutes", 2)), MedQuad.Backbone, seed: 1);
        var data = medquad.Measured.Read(MedQuad.TestSet);
        var six = new List<Scores>();
        var two = s_starts.ToDictionary(start => start.Name, _ => new List<Scores>());
        for (var seed = 1; seed <= seeds; seed++)
        {
            await medquad.TrainDualAsync($"{Six}-{seed}", MedQuad.Steps(steps), (ulong)seed);
            six.Add(medquad.Measured.Score($"{Six}-{seed}", data));
            foreach (var (i, start) in s_starts.Index())
            {
                var name = $"start-{i}-{seed}";
                await medquad.InfuseAsync(name, MedQuad.Steps(steps), With(start, $"{Six}-{seed}"), (ulong)seed);
                two[start.Name].Add(medquad.Measured.Score(name, data));
            }
        }
        List<Row> rows = [new("6-layer dual encoder: Hits@10, MRR@10", Figures(six)), .. s_starts.Select(start => Row(start, two[start.Name], six)), Speed(medquad.Trainer.Bundles)];
        return new Report(rows, Notes(data, two, six, steps, seeds, tokens));
    }

    private static InfuseDualEncoder With((string Name, InfuseDualEncoder Start, bool Aligned, double Bar) start, string teacher)
    {
        var spec = start.Start.Clone();
        spec.Training = new TrainDualEncoder { Backbone = MedQuad.Backbone };
        if (start.Aligned)
        {
            spec.Training.Teacher = teacher;
            spec.Training.Distillation.Add(new LossTerm { Name = "cosine", Weight = 5 });
        }
        return spec;
    }

    private static Row Row((string Name, InfuseDualEncoder Start, bool Aligned, double Bar) start, List<Scores> scores, List<Scores> six)
    {
        var kept = Measured.Mean(scores, Metric) / Measured.Mean(six, Metric);
        return new Row(
            start.Name, $"{Figures(scores)}; Hits@10 {Measured.Text(Measured.Difference(scores, six, Metric))}", Figures(six), kept,
            start.Bar > 0 ? $"≥ {start.Bar:0.00} × Hits@10" : "", start.Bar > 0 ? kept >= start.Bar : null);
    }

    private static string Figures(List<Scores> scores) => $"{Measured.Mean(scores, Metric):0.0000}, {Measured.Mean(scores, "mrr@10"):0.0000}";

    /// <summary>One text of 16 tokens on one thread, turn by turn.</summary>
    private static Row Speed(BundleStore bundles)
    {
        var options = new InferenceOptions { Threads = 1 };
        using var six = new EncoderSession(bundles.Find($"{Six}-1").LoadModel(), options);
        using var two = new EncoderSession(bundles.Find("start-0-1").LoadModel(), options);
        var text = new TokenizedText([.. Enumerable.Range(0, SpeedTokens).Select(i => 2_000 + i)], SpeedTokens, SpeedTokens);
        var (sixMs, twoMs) = (new List<double>(), new List<double>());
        for (var round = 0; round < SpeedRounds; round++)
        {
            sixMs.Add(Milliseconds(six, text));
            twoMs.Add(Milliseconds(two, text));
        }
        var ratio = Median.Of(sixMs) / Median.Of(twoMs);
        return new Row("2 layers: ms for 16 tokens, batch 1, one thread", $"{Median.Of(twoMs):0.000}", $"{Median.Of(sixMs):0.000} (6 layers)", ratio, "≥ 5.15 × as fast", ratio >= 5.15);
    }

    private static double Milliseconds(EncoderSession session, TokenizedText text)
    {
        var start = Stopwatch.GetTimestamp();
        session.Run([text]);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static string Notes(RetrievalData data, Dictionary<string, List<Scores>> two, List<Scores> six, int steps, int seeds, int tokens)
    {
        var best = two.MaxBy(entry => Measured.Mean(entry.Value, Metric));
        var rivals = two.Where(entry => entry.Key != best.Key && Measured.Difference(best.Value, entry.Value, Metric).Low <= 0).Select(entry => entry.Key).ToList();
        return $"{data.Queries.Count:N0} test queries in {data.Documents.Count:N0} documents without titles, {tokens} tokens; {steps} steps of 32 queries each, {seeds} seeds; "
            + "figures are means over seeds, intervals 95 % by paired bootstrap over queries and seeds. "
            + $"Here the best start is: {best.Key}"
            + (rivals.Count > 0 ? $"; not told apart from it: {string.Join("; ", rivals)}." : ", beyond doubt.")
            + " The backbone is a sentence encoder already; the paper's was a plain pretrained model.";
    }
}
