using System.Diagnostics;
using System.Runtime.InteropServices;
using Kale.Bench.Harness;
using Kale.LocalQdrant;
using Qdrant.Client;
using Qdrant.Client.Grpc;

namespace Kale.Bench.Benchmarks;

/// <summary>Exact search of the embedded store through gRPC, against faiss in process.</summary>
internal sealed class VectorSearch : IBenchmark
{
    private const int Count = 100_000;
    private const int Dims = 384;
    private const int Queries = 200;
    private const int BatchSize = 1_000;
    private const int Rounds = 3;

    /// <summary>The store gives back what loading used when writes have paused for a second.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    public string Name => "vectors";

    public string Question =>
        "Is LocalQdrant's exact top 10 of 100,000 × 384 as fast through gRPC as faiss IndexFlatIP in process?";

    public async Task<Report> RunAsync(BenchOptions options)
    {
        var directory = Directory.CreateTempSubdirectory("kale-bench-").FullName;
        var (vectors, queries) = (UnitVectors(Count, 1), UnitVectors(Queries, 2));
        var (vectorsFile, queriesFile) = (
            Save(directory, "vectors.f32", vectors), Save(directory, "queries.f32", queries));

        var (server, address) = ChildProcess.StartServer(
            "listening on ",
            "dotnet",
            typeof(VectorSearch).Assembly.Location,
            "--local-qdrant",
            Path.Combine(directory, "store"));
        using var stop = server;
        using var client = new QdrantClient(new Uri(address));
        var memoryBefore = server.ResidentBytes();
        await FillAsync(client, vectors);
        await Task.Delay(Settling);
        var memory = server.ResidentBytes() - memoryBefore;

        var (ours, faiss, equal) = (new List<double>(), new List<double>(), 0);
        for (var round = 0; round < Rounds; round++)
        {
            var (times, ids) = await QueryAsync(client, queries);
            ours.Add(Median.Of(times));
            var peer = ChildProcess.RunJson(
                "/usr/bin/python3", Checkout.Peer("faiss_search.py"), vectorsFile, queriesFile, $"{Dims}", "1");
            faiss.Add(peer.GetProperty("medianMs").GetDouble());
            equal = peer.GetProperty("ids")
                .EnumerateArray()
                .Zip(ids)
                .Count(pair =>
                    pair.First.EnumerateArray().Select(id => id.GetUInt64()).SequenceEqual(pair.Second));
        }
        Directory.Delete(directory, recursive: true);

        var ratio = Median.Of(ours) / Median.Of(faiss);
        var memoryRatio = memory / (double)(vectors.Length * sizeof(float));
        return new Report([
            new Row(
                "one query, median ms",
                $"{Median.Of(ours):0.00}",
                $"{Median.Of(faiss):0.00}",
                ratio,
                "≤ 1.0 × faiss",
                ratio <= 1),
            new Row(
                "memory over the raw vectors, a moment after loading",
                $"{memory / 1e6:0} MB",
                $"{vectors.Length * sizeof(float) / 1e6:0} MB",
                memoryRatio,
                "≤ 1.3 ×",
                memoryRatio <= 1.3),
            new Row("queries whose ten ids equal faiss's", $"{equal} of {Queries}"),
        ]);
    }

    private static async Task FillAsync(QdrantClient client, float[] vectors)
    {
        await client.CreateCollectionAsync("bench", new VectorParams { Size = Dims, Distance = Distance.Dot });
        for (var start = 0; start < Count; start += BatchSize)
        {
            var points = Enumerable.Range(start, BatchSize).Select(i => new PointStruct
            {
                Id = (ulong)i,
                Vectors = vectors[(i * Dims)..((i + 1) * Dims)],
                Payload = { ["document"] = $"document-{i / 4}", ["ordinal"] = i % 4 },
            }).ToList();
            await client.UpsertAsync("bench", points);
        }
    }

    private static async Task<(List<double> Milliseconds, List<ulong[]> Ids)> QueryAsync(
        QdrantClient client, float[] queries)
    {
        var (times, ids) = (new List<double>(), new List<ulong[]>());
        for (var i = 0; i < Queries; i++)
        {
            var query = queries[(i * Dims)..((i + 1) * Dims)];
            var start = Stopwatch.GetTimestamp();
            var hits = await client.QueryAsync("bench", query, limit: 10);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            ids.Add([.. hits.Select(hit => hit.Id.Num)]);
        }
        return (times, ids);
    }

    private static float[] UnitVectors(int count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count * Dims];
        for (var i = 0; i < values.Length; i++) { values[i] = (float)(random.NextDouble() - 0.5); }
        for (var row = 0; row < count; row++)
        {
            var vector = values.AsSpan(row * Dims, Dims);
            System.Numerics.Tensors.TensorPrimitives.Divide(
                vector, System.Numerics.Tensors.TensorPrimitives.Norm(vector), vector);
        }
        return values;
    }

    private static string Save(string directory, string name, float[] values)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(values.AsSpan()));
        return path;
    }
}
