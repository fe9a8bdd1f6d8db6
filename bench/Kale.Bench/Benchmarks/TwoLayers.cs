using System.Diagnostics;
using Kale.Bench.Harness;
using Kale.Bundles;
using Kale.Encoding.Graphs;
using Kale.Encoding.Inference;
using Kale.Encoding.Tokenization;
using Kale.Training.Weights;

namespace Kale.Bench.Benchmarks;

/// <summary>
/// What two layers cost beside six: a query alone, one thread. Weights have no part in it, so they are untuned.
/// </summary>
internal sealed class TwoLayers : IBenchmark
{
    private const double Bar = 5.15;
    private const int Turns = 5;

    public string Name => "two-layers";

    public string Question =>
        "How much faster do two layers of MiniLM-L6 encode one text of 16 tokens on one thread than six?";

    // --tokens 16 --rounds 60 --calls 100
    public Task<Report> RunAsync(BenchOptions options)
    {
        var load = new Load(
            options.Count("tokens", 16), options.Count("rounds", 60) / Turns, options.Count("calls", 100));
        var directory = Directory.CreateTempSubdirectory("kale-bench-").FullName;
        var six = DemoModel.Publish(new BundleStore(directory), "six").LoadModel();
        var two = six.KeepLayers([0, 5]);
        string[] files = [Write(six, directory, "six.onnx"), Write(two, directory, "two.onnx")];
        var inference = new InferenceOptions { Threads = 1 };
        using var sixSession = new EncoderSession(six, inference);
        using var twoSession = new EncoderSession(two, inference);
        var (ours, peer) = (new Rounds(), new Rounds());
        for (var turn = 0; turn < Turns; turn++)
        {
            load.Encode(sixSession, twoSession, ours);
            load.EncodeWithPeer(files, peer);
        }
        Directory.Delete(directory, recursive: true);
        return Task.FromResult(new Report(
            [
                ours.Row("quietest round", rounds => rounds.Min(), Bar),
                ours.Row("median round", Median.Of, Bar),
                peer.Row("onnxruntime-node, quietest round", rounds => rounds.Min()),
                peer.Row("onnxruntime-node, median round", Median.Of),
            ],
            $"Milliseconds for {load.Tokens} tokens, from ids to the vector; "
                + $"{load.Rounds * Turns} rounds of each encoder in turn, each the median of {load.Calls} calls "
                + "of it alone, as a server of one encoder makes them; "
                + "onnxruntime-node in the same run, on the portable graphs. Six layers are 42 MB of weights, "
                + "which come from memory at every call; two are 14 MB, which stay in the processor's cache of 32 MB "
                + "as long as other tenants of the processor leave it to them. "
                + "What disturbs a round only lengthens it: the quietest round is the encoder's own time, "
                + "the median round what this machine made of it in that minute."));
    }

    private static string Write(EncoderModel model, string directory, string name)
    {
        var path = Path.Combine(directory, name);
        using var file = File.Create(path);
        EncoderGraph.WritePortable(model, file);
        return path;
    }

    /// <summary>Milliseconds of each round.</summary>
    private sealed record Rounds
    {
        public List<double> Six { get; } = [];

        public List<double> Two { get; } = [];

        public Row Row(string what, Func<IEnumerable<double>, double> of, double? bar = null)
        {
            var (six, two) = (of(Six), of(Two));
            return new Row(
                $"2 layers, {what}",
                $"{two:0.000}",
                $"{six:0.000} (6 layers)",
                six / two,
                bar is null ? "" : $"≥ {bar} × as fast",
                bar is null ? null : six / two >= bar);
        }
    }

    private sealed record Load(int Tokens, int Rounds, int Calls)
    {
        public void Encode(EncoderSession six, EncoderSession two, Rounds rounds)
        {
            var text = new TokenizedText([.. Enumerable.Range(0, Tokens).Select(i => 2_000 + i)], Tokens, Tokens);
            for (var round = 0; round < Rounds; round++)
            {
                rounds.Six.Add(Milliseconds(six, text));
                rounds.Two.Add(Milliseconds(two, text));
            }
        }

        public void EncodeWithPeer(string[] files, Rounds rounds)
        {
            var answer = ChildProcess
                .RunJson("node", [Checkout.Peer("encode-layers.cjs"), $"{Tokens}", $"{Rounds}", $"{Calls}", .. files])
                .GetProperty("rounds");
            rounds.Six.AddRange(answer[0].EnumerateArray().Select(ms => ms.GetDouble()));
            rounds.Two.AddRange(answer[1].EnumerateArray().Select(ms => ms.GetDouble()));
        }

        // The first calls of a round find the other encoder's weights in the cache; their median does not.
        private double Milliseconds(EncoderSession session, TokenizedText text)
        {
            var all = new List<double>();
            for (var call = 0; call < Calls; call++)
            {
                var start = Stopwatch.GetTimestamp();
                session.Run([text]);
                all.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
            return Median.Of(all);
        }
    }
}
