using System.Diagnostics;
using Kale.Bench.Harness;
using Kale.Bundles;
using Kale.Rollouts.Routes;

namespace Kale.Bench.Benchmarks;

/// <summary>Swaps of the query encoder under load: stage, load beside, promote, cool, again and again.</summary>
internal sealed class Swaps : IBenchmark
{
    private const int Replicas = 2;
    private const double Load = 0.6;

    private static int Count =>
        int.TryParse(Environment.GetEnvironmentVariable("KALE_BENCH_SWAPS"), out var count) ? count : 100;

    public string Name => "swaps";

    public string Question =>
        $"What do callers notice of swaps in a row under constant load, with {Replicas} replicas and a real Redis?";

    public async Task<Report> RunAsync(BenchOptions options)
    {
        var directory = Directory.CreateTempSubdirectory("kale-bench-").FullName;
        var bundles = await AlignedBundles.PublishAsync(directory, queries: 500);
        using var redis = new RedisProcess();
        await using var operators = new Operator(redis.Address, announces: true);
        await operators.CreateAsync(bundles.First);
        var replicas = Enumerable.Range(0, Replicas)
            .Select(_ => new ReplicaProcess(bundles.Store.Directory, redis.Address))
            .ToList();
        try
        {
            await ServeAsync(replicas, 1);
            using var load = new CheckedLoad(
                replicas, bundles.Queries, bundles.First.Manifest.SpaceId, bundles.Expected);
            return await MeasureAsync(load, replicas, bundles, operators, redis.Address);
        }
        finally
        {
            replicas.ForEach(replica => replica.Dispose());
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<Report> MeasureAsync(
        CheckedLoad load, List<ReplicaProcess> replicas, AlignedBundles bundles, Operator operators, string redis)
    {
        await load.CapacityAsync(32, TimeSpan.FromSeconds(5));
        var rate = Load * await load.CapacityAsync(32, TimeSpan.FromSeconds(5));
        var quiet = await load.RunAsync(rate, TimeSpan.FromSeconds(Math.Min(30, Count)), () => Task.CompletedTask);
        var activations = new List<double>();
        var swapping = await load.RunAsync(
            rate, TimeSpan.Zero, () => SwapAsync(operators, replicas, bundles, Count, activations));
        var rollbacks = new List<double>();
        var rolling = await load.RunAsync(
            rate, TimeSpan.Zero, () => RollBackAsync(operators, replicas, bundles, rollbacks));
        var unheard = new List<double>();
        await using (var mute = new Operator(redis, announces: false))
        {
            await load.RunAsync(
                rate, TimeSpan.Zero, () => SwapAsync(mute, replicas, bundles, Math.Min(5, Count), unheard));
        }
        return Judge(rate, quiet, swapping, rolling, activations, rollbacks, unheard);
    }

    private static Report Judge(
        double rate,
        CheckedLoad.Outcome quiet,
        CheckedLoad.Outcome swapping,
        CheckedLoad.Outcome rolling,
        List<double> activations,
        List<double> rollbacks,
        List<double> unheard)
    {
        var failed = swapping.Failures.Count + rolling.Failures.Count;
        var foreign = swapping.OfOtherSpaces + rolling.OfOtherSpaces;
        var difference = Math.Max(swapping.LargestDifference, rolling.LargestDifference);
        var (p99, calm) = (swapping.P99, quiet.P99);
        return new Report(
            [
                new Row(
                    $"answers during {activations.Count} swaps and {rollbacks.Count} rollbacks",
                    $"{swapping.Milliseconds.Count + rolling.Milliseconds.Count:N0}"),
                new Row("failed", $"{failed}", Bar: "0", Reached: failed == 0),
                new Row("of another space", $"{foreign}", Bar: "0", Reached: foreign == 0),
                new Row(
                    "largest difference of a vector to that of the encoder it names",
                    $"{difference:0.0e+0}",
                    Bar: "≤ 1e-5",
                    Reached: difference <= 1e-5),
                new Row(
                    "p99 ms, all of the time, loading included; without swaps",
                    $"{p99:0.0}",
                    $"{calm:0.0}",
                    p99 / calm,
                    "≤ 2 ×",
                    p99 <= 2 * calm),
                new Row(
                    "p50 ms; without swaps",
                    $"{Median.Of(swapping.Milliseconds):0.0}",
                    $"{Median.Of(quiet.Milliseconds):0.0}"),
                Milliseconds("promotion to every replica serving, median ms", activations, 250),
                new Row("the same, slowest ms", $"{activations.Max():0}"),
                Milliseconds("rollback to every replica serving, median ms", rollbacks, 250),
                new Row(
                    "promotion when every announcement is lost, slowest ms",
                    $"{unheard.Max():0}",
                    Bar: "≤ 5,000",
                    Reached: unheard.Max() <= 5000),
            ],
            $"Open loop of {rate:0} single-query calls a second, {Load:P0} of what 32 callers get, "
                + $"over {Replicas} processes of one inference thread each; load, replicas and Redis on the same "
                + $"{Environment.ProcessorCount} cores. Times from when a call was due. "
                + "Each swap loads its encoder (two layers of MiniLM) beside the serving one "
                + "and unloads the one before. "
                + $"Answers named {swapping.Generations.Count} generations."
                + $"{string.Concat(swapping.Failures
                    .Concat(rolling.Failures)
                    .Distinct()
                    .Take(3)
                    .Select(failure => $" Failure: {failure}"))}");
    }

    private static Row Milliseconds(string what, List<double> values, double bar) =>
        new(what, $"{Median.Of(values):0.0}", Bar: $"≤ {bar:0}", Reached: Median.Of(values) <= bar);

    private static async Task SwapAsync(
        Operator operators, List<ReplicaProcess> replicas, AlignedBundles bundles, int count, List<double> activations)
    {
        var first = await ActiveAsync(replicas) == bundles.First.Id;
        for (var swap = 0; swap < count; swap++)
        {
            await operators.StageAsync(first ^ (swap % 2 == 1) ? bundles.Second : bundles.First, replicas.Count);
            activations.Add(await TimedAsync(operators, replicas, new RouteEvent.Promote()));
            await operators.CoolAsync();
        }
    }

    private static async Task RollBackAsync(
        Operator operators, List<ReplicaProcess> replicas, AlignedBundles bundles, List<double> rollbacks)
    {
        await operators.ApplyAsync(new RouteEvent.SetPolicy(
            new RoutePolicy { AllowDirectPromotion = true, KeepWarm = TimeSpan.FromMinutes(10) }));
        for (var round = 0; round < Math.Min(20, Count); round++)
        {
            await operators.StageAsync(
                await ActiveAsync(replicas) == bundles.First.Id ? bundles.Second : bundles.First, replicas.Count);
            await TimedAsync(operators, replicas, new RouteEvent.Promote());
            rollbacks.Add(await TimedAsync(operators, replicas, new RouteEvent.Rollback()));
        }
        await operators.ApplyAsync(new RouteEvent.SetPolicy(
            new RoutePolicy { AllowDirectPromotion = true, KeepWarm = TimeSpan.FromMilliseconds(1) }));
    }

    /// <summary>
    /// Milliseconds from the operator's wish until each replica itself answers at the new generation.
    /// </summary>
    private static async Task<double> TimedAsync(Operator operators, List<ReplicaProcess> replicas, RouteEvent wish)
    {
        var start = Stopwatch.GetTimestamp();
        var route = await operators.ApplyAsync(wish);
        await ServeAsync(replicas, route.Generation);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static Task ServeAsync(List<ReplicaProcess> replicas, long generation) =>
        Task.WhenAll(replicas.Select(replica => replica.ServesAsync(generation)));

    private static async Task<string> ActiveAsync(List<ReplicaProcess> replicas) =>
        (await replicas[0].Client.GetEncoderAsync(new V1.GetEncoderRequest())).ServedBy.BundleId;
}
