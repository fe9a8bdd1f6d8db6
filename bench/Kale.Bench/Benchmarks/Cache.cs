using System.Diagnostics;
using Kale.Bench.Harness;
using Kale.V1;

namespace Kale.Bench.Benchmarks;

/// <summary>The cache of query vectors on a Zipf-distributed log, and across swaps.</summary>
internal sealed class Cache : IBenchmark
{
    private const int Distinct = 5_000;
    private const double Exponent = 1.0;

    private static int Draws =>
        int.TryParse(Environment.GetEnvironmentVariable("KALE_BENCH_DRAWS"), out var draws) ? draws : 20_000;

    public string Name => "cache";

    public string Question =>
        "What does the cache of query vectors save on a Zipf-distributed log, and is it ever stale across swaps?";

    public async Task<Report> RunAsync(BenchOptions options)
    {
        var directory = Directory.CreateTempSubdirectory("kale-bench-").FullName;
        var bundles = await AlignedBundles.PublishAsync(directory, Distinct);
        using var redis = new RedisProcess();
        await using var operators = new Operator(redis.Address, announces: true);
        await operators.CreateAsync(bundles.First);
        var log = Zipf();
        try
        {
            var bare = await AskAsync(bundles, redis, log.Take(Draws / 10).ToArray());
            var memory = await AskAsync(bundles, redis, log, "--QueryEncoder:Cache:MemoryMegabytes", "64");
            var shared = await AskAsync(bundles, redis, log, "--QueryEncoder:Cache:Redis", redis.Address);
            var hits = await HitPath.MeasureAsync(bundles, redis.Address);
            var swapped = await SwapAsync(operators, bundles, redis, log);
            return Judge(bare, memory, shared, hits, swapped);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static Report Judge(Asked bare, Asked memory, Asked shared, HitPath hits, CheckedLoad.Outcome swapped) =>
        new(
            [
                new Row(
                    "hit in process, p50 ms", $"{hits.Memory:0.0000}", Bar: "≤ 0.3", Reached: hits.Memory <= 0.3),
                new Row("hit through Redis, p50 ms", $"{hits.Redis:0.000}", Bar: "≤ 1", Reached: hits.Redis <= 1),
                new Row(
                    "Encode over gRPC, in process: hits' p50 ms; without a cache",
                    $"{memory.HitP50:0.00}",
                    $"{bare.P50:0.00}",
                    bare.P50 / memory.HitP50),
                new Row(
                    "Encode over gRPC, Redis only: hits' p50 ms; without a cache",
                    $"{shared.HitP50:0.00}",
                    $"{bare.P50:0.00}",
                    bare.P50 / shared.HitP50),
                new Row("share of hits, in process", $"{memory.HitShare:P1}"),
                new Row(
                    $"stale vectors of {swapped.Milliseconds.Count:N0} across "
                        + $"{swapped.Generations.Count - 1} changes of generation",
                    swapped.LargestDifference <= 1e-5 ? "0" : $"some, off by {swapped.LargestDifference:0.0e+0}",
                    Bar: "0",
                    Reached: swapped.LargestDifference <= 1e-5),
                new Row("failed meanwhile", $"{swapped.Failures.Count}", Bar: "0", Reached: swapped.Failures.IsEmpty),
            ],
            $"{Draws:N0} queries drawn from {Distinct:N0} with frequencies of 1/rank^{Exponent:0.0}, "
                + "one a call and one caller. "
                + "The hit path is what a call does from its text to its vector, without gRPC.");

    private static int[] Zipf()
    {
        var random = new Random(3);
        var cumulative = new double[Distinct];
        for (var rank = 0; rank < Distinct; rank++)
        {
            cumulative[rank] = (rank > 0 ? cumulative[rank - 1] : 0) + Math.Pow(rank + 1, -Exponent);
        }
        return
        [
            .. Enumerable.Range(0, Draws)
                .Select(_ => Array.BinarySearch(cumulative, random.NextDouble() * cumulative[^1]))
                .Select(at => at < 0 ? ~at : at),
        ];
    }

    private static async Task<Asked> AskAsync(
        AlignedBundles bundles, RedisProcess redis, int[] log, params string[] options)
    {
        using var replica = new ReplicaProcess(bundles.Store.Directory, redis.Address, options);
        await replica.ServesAsync(1);
        var asked = new Asked();
        foreach (var query in log)
        {
            var sent = Stopwatch.GetTimestamp();
            var answer = await replica.Client.EncodeAsync(new EncodeRequest { Texts = { bundles.Queries[query] } });
            asked.Add(
                Stopwatch.GetElapsedTime(sent).TotalMilliseconds,
                answer.Times.Inference.ToTimeSpan() == TimeSpan.Zero);
        }
        return asked;
    }

    private static async Task<CheckedLoad.Outcome> SwapAsync(
        Operator operators, AlignedBundles bundles, RedisProcess redis, int[] log)
    {
        string[] options = ["--QueryEncoder:Cache:MemoryMegabytes", "64", "--QueryEncoder:Cache:Redis", redis.Address];
        var replicas = new[]
        {
            new ReplicaProcess(bundles.Store.Directory, redis.Address, options),
            new ReplicaProcess(bundles.Store.Directory, redis.Address, options),
        };
        try
        {
            await Task.WhenAll(replicas.Select(replica => replica.ServesAsync(1)));
            using var load = new CheckedLoad(
                replicas, bundles.Queries, bundles.First.Manifest.SpaceId, bundles.Expected);
            return await load.RunAsync(
                rate: 200,
                TimeSpan.FromSeconds(2),
                () => SwapAsync(operators, bundles, replicas),
                number => log[number % log.Length]);
        }
        finally
        {
            Array.ForEach(replicas, replica => replica.Dispose());
        }
    }

    private static async Task SwapAsync(Operator operators, AlignedBundles bundles, ReplicaProcess[] replicas)
    {
        for (var swap = 0; swap < 10; swap++)
        {
            await operators.StageAsync(swap % 2 == 0 ? bundles.Second : bundles.First, replicas.Length);
            var route = await operators.PromoteAsync();
            await Task.WhenAll(replicas.Select(replica => replica.ServesAsync(route.Generation)));
            await operators.CoolAsync();
        }
    }

    private sealed class Asked
    {
        private readonly List<double> _hits = [];
        private readonly List<double> _misses = [];

        public double HitP50 => Median.Of(_hits);

        public double P50 => Median.Of(_hits.Concat(_misses));

        public double HitShare => (double)_hits.Count / (_hits.Count + _misses.Count);

        public void Add(double milliseconds, bool hit) => (hit ? _hits : _misses).Add(milliseconds);
    }
}
