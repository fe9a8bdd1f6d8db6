using System.Diagnostics;
using Kale.Bench.Harness;
using Kale.Bundles;
using Kale.Encoding.Inference;
using Kale.Encoding.Tokenization;

namespace Kale.Bench.Benchmarks;

/// <summary>What two layers cost beside six: a query alone, one thread. Weights have no part in it, so they are untuned.</summary>
internal sealed class TwoLayers : IBenchmark
{
    private const double Bar = 5.15;

    public string Name => "two-layers";

    public string Question => "How much faster do two layers of MiniLM-L6 encode one text of 16 tokens on one thread than six?";

    // --tokens 16 --rounds 9 --calls 300
    public Task<Report> RunAsync(BenchOptions options)
    {
        var (tokens, rounds, calls) = (options.Count("tokens", 16), options.Count("rounds", 9), options.Count("calls", 300));
        var directory = Directory.CreateTempSubdirectory("kale-bench-").FullName;
        var whole = DemoModel.Publish(new BundleStore(directory), "six").LoadModel();
        var inference = new InferenceOptions { Threads = 1 };
        using var six = new EncoderSession(whole, inference);
        using var two = new EncoderSession(DemoModel.Keep(whole, 0, 5), inference);
        var text = new TokenizedText([.. Enumerable.Range(0, tokens).Select(i => 2_000 + i)], tokens, tokens);
        var (sixMs, twoMs) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            sixMs.Add(Milliseconds(six, text, calls));
            twoMs.Add(Milliseconds(two, text, calls));
        }
        Directory.Delete(directory, recursive: true);
        var ratio = Median.Of(sixMs) / Median.Of(twoMs);
        return Task.FromResult(new Report(
            [new Row($"2 layers, ms for {tokens} tokens", $"{Median.Of(twoMs):0.000}", $"{Median.Of(sixMs):0.000} (6 layers)", ratio, $"≥ {Bar} × as fast", ratio >= Bar)],
            $"From token ids to the vector in ONNX Runtime; {rounds} rounds in turn, each of {calls} calls of one encoder, as a server of that encoder makes them; medians of the rounds' medians. "
            + "Call by call in turn the larger encoder's weights would push the smaller one's out of the processor's cache."));
    }

    // The first calls of a round find the other encoder's weights in the cache.
    private static double Milliseconds(EncoderSession session, TokenizedText text, int calls)
    {
        var all = new List<double>();
        for (var call = 0; call < calls; call++)
        {
            var start = Stopwatch.GetTimestamp();
            session.Run([text]);
            all.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return Median.Of(all);
    }
}
