using System.Diagnostics;
using Kale.Bench.Harness;
using Kale.Encoding;
using Kale.QueryEncoder.Caching;
using Kale.QueryEncoder.Serving;
using StackExchange.Redis;
using EncoderLease = Kale.QueryEncoder.Serving.Lease<Kale.Encoding.Encoder>;

namespace Kale.Bench.Benchmarks;

/// <summary>From a text to its cached vector inside a replica, median milliseconds.</summary>
internal sealed record HitPath(double Memory, double Redis)
{
    private const int Rounds = 3_000;

    public static async Task<HitPath> MeasureAsync(AlignedBundles bundles, string redis)
    {
        // The lease is the only hold: letting go of it disposes the encoder.
        var snapshot = new Snapshot<Encoder>(Encoder.Load(bundles.First, new EncoderOptions()), bundles.First.Manifest);
        var hits = await MeasureAsync(snapshot, bundles.Queries, redis);
        await snapshot.Retired;
        return hits;
    }

    private static async Task<HitPath> MeasureAsync(Snapshot<Encoder> snapshot, string[] queries, string redis)
    {
        using var lease = new EncoderLease(snapshot, 1);
        using var instruments = new CacheInstruments();
        using var shared = new RedisVectors(
            await ConnectionMultiplexer.ConnectAsync(redis),
            new CacheOptions { Prefix = "hits", Patience = TimeSpan.FromSeconds(1) },
            instruments,
            TimeProvider.System);
        var memory = await MedianAsync(
            new CachedEncoding(new MemoryVectors(64 << 20), null, instruments), lease, queries);
        return new HitPath(memory, await MedianAsync(new CachedEncoding(null, shared, instruments), lease, queries));
    }

    private static async Task<double> MedianAsync(CachedEncoding cache, EncoderLease lease, string[] queries)
    {
        var call = new EncodeCall(TruncationPolicy.Truncate, null, default);
        var texts = queries.Take(100).ToArray();
        foreach (var text in texts) { await cache.EncodeAsync(lease, [text], call); }
        await Task.Delay(200);
        var hits = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var result = await cache.EncodeAsync(lease, [texts[i % texts.Length]], call);
            if (result.Times.Inference == TimeSpan.Zero)
            {
                hits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
        return hits.Count > Rounds / 2
            ? Median.Of(hits)
            : throw new InvalidOperationException($"Only {hits.Count} of {Rounds} were hits.");
    }
}
