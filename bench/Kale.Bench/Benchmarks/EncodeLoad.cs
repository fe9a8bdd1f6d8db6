using System.Diagnostics;
using Grpc.Net.Client;
using Kale.Bench.Harness;
using Kale.Bundles;
using Kale.Training.Weights;
using Kale.V1;

namespace Kale.Bench.Benchmarks;

/// <summary>Queries a second of Encode over gRPC from 64 callers, against grpc-js with onnxruntime-node.</summary>
internal sealed class EncodeLoad : IBenchmark
{
    private const int Callers = 64;
    private const int Rounds = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(8);

    public string Name => "encode";

    public string Question =>
        "How many queries a second does Encode answer to 64 callers, "
        + "against @grpc/grpc-js with onnxruntime-node on the same ONNX file?";

    public async Task<Report> RunAsync(BenchOptions options)
    {
        var directory = Directory.CreateTempSubdirectory("kale-bench-").FullName;
        var store = new BundleStore(Path.Combine(directory, "bundles"));
        var queries = Corpus.Queries(options.DataSet("scifact"), "test").ToArray();
        var rows = new List<Row>();
        foreach (var layers in new int[][] { [0, 1, 2, 3, 4, 5], [0, 5] })
        {
            var bundle = DemoModel.Publish(store, $"layers-{layers.Length}", model => model.KeepLayers(layers));
            rows.AddRange(await CompareAsync(directory, bundle, layers.Length, queries));
        }
        Directory.Delete(directory, recursive: true);
        return new Report(
            rows,
            $"SciFact test queries one a call, {Callers} callers on one HTTP/2 connection in a process of their own, "
                + $"client and server on the same {Environment.ProcessorCount} cores; "
                + $"{Rounds} rounds of {Measured.TotalSeconds:0} s in turn.");
    }

    private static async Task<IEnumerable<Row>> CompareAsync(
        string directory, Bundle bundle, int layers, string[] queries)
    {
        var (ours, peers) = (new List<Load>(), new List<Load>());
        for (var round = 0; round < Rounds; round++)
        {
            using (var suite = new Suite(directory, bundle.Manifest.Id))
            {
                ours.Add(await LoadAsync(suite.Process, suite.Address, queries));
            }
            var (server, port) = ChildProcess.StartServer(
                "listening ",
                "node",
                Checkout.Peer("encode-server.cjs"),
                bundle.Directory,
                $"{Environment.ProcessorCount}");
            using (server) { peers.Add(await LoadAsync(server, $"http://127.0.0.1:{port}", queries)); }
        }
        var (our, peer) = (Median.Of(ours.Select(load => load.Rate)), Median.Of(peers.Select(load => load.Rate)));
        return
        [
            new Row(
                $"{layers} layers, queries/s, median",
                $"{our:0}",
                $"{peer:0}",
                our / peer,
                "≥ 1.5 ×",
                our / peer >= 1.5),
            new Row($"{layers} layers, p50 and p99 ms", Latencies(ours), Latencies(peers)),
            new Row(
                $"{layers} layers, processor ms a query in the server",
                $"{Spent(ours):0.00}",
                $"{Spent(peers):0.00}",
                Spent(ours) / Spent(peers)),
        ];
    }

    private static double Spent(List<Load> loads) => Median.Of(loads.Select(load => load.ServerMilliseconds));

    private static string Latencies(List<Load> loads) =>
        $"{Median.Of(loads.Select(load => load.Median)):0.0} and {Median.Of(loads.Select(load => load.P99)):0.0}";

    private static async Task<Load> LoadAsync(ChildProcess server, string address, string[] queries)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var client = new QueryEncoding.QueryEncodingClient(channel);
        await RunAsync(client, queries, WarmUp);
        var before = server.ProcessorTime();
        var (latencies, elapsed) = await RunAsync(client, queries, Measured);
        var spent = (server.ProcessorTime() - before).TotalMilliseconds / latencies.Count;
        return new Load(
            latencies.Count / elapsed.TotalSeconds,
            Median.Of(latencies),
            Median.Percentile(latencies, 0.99),
            spent);
    }

    private static async Task<(List<double> Milliseconds, TimeSpan Elapsed)> RunAsync(
        QueryEncoding.QueryEncodingClient client, string[] queries, TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        var callers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            var latencies = new List<double>();
            for (var i = caller; Stopwatch.GetElapsedTime(start) < duration; i += Callers)
            {
                var sent = Stopwatch.GetTimestamp();
                var answer = await client.EncodeAsync(new EncodeRequest { Texts = { queries[i % queries.Length] } });
                if (answer.Results[0].Embedding is null)
                {
                    throw new InvalidOperationException("A query was not encoded.");
                }
                latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }
            return latencies;
        }));
        return ([.. callers.SelectMany(latencies => latencies)], Stopwatch.GetElapsedTime(start));
    }

    private sealed record Load(double Rate, double Median, double P99, double ServerMilliseconds);
}
