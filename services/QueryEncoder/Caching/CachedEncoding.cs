using Kale.Bundles;
using Kale.Encoding;
using Kale.QueryEncoder.Serving;

namespace Kale.QueryEncoder.Caching;

/// <summary>
/// Query texts to vectors: from memory, from a flight of an equal text, from Redis, or from the encoder of the lease.
/// An answer never differs from what that encoder gives.
/// </summary>
internal sealed class CachedEncoding(MemoryVectors? memory, RedisVectors? redis, CacheInstruments instruments)
{
    private static readonly EncodeTimes s_none = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    private readonly Flights _flights = new();

    public Task<EncodeResult> EncodeAsync(Lease<Encoder> lease, IReadOnlyList<string> texts, EncodeCall call) =>
        memory is null && redis is null ? EncodeAsync(lease.Model, texts, call) : FindOrEncodeAsync(lease, texts, call);

    private async Task<EncodeResult> FindOrEncodeAsync(
        Lease<Encoder> lease, IReadOnlyList<string> texts, EncodeCall call)
    {
        var manifest = lease.Snapshot.Manifest;
        var keys = texts.Select(text => VectorKey.Of(manifest, call.Truncation, text)).ToList();
        var textOf = keys
            .Zip(texts)
            .DistinctBy(pair => pair.First)
            .ToDictionary(pair => pair.First, pair => pair.Second);
        var found = FindInMemory(textOf.Keys);

        var (mine, others) = _flights.Board(textOf.Keys.Where(key => !found.ContainsKey(key)));
        var times = mine.Count > 0 ? await FlyAsync(lease, mine, textOf, found, call) : s_none;
        var missed = await AwaitAsync(others, found, call.Cancellation);
        if (missed.Count > 0)
            times = await ComputeAsync(lease.Model, missed, textOf, found, call);
        return new EncodeResult([.. keys.Select(key => found[key])], times);
    }

    private Dictionary<VectorKey, TextResult> FindInMemory(IEnumerable<VectorKey> keys)
    {
        var found = new Dictionary<VectorKey, TextResult>();
        foreach (var key in keys)
        {
            if (memory?.Find(key) is { } vector)
                found[key] = vector.ToResult();
        }

        instruments.Answered("memory", found.Count);
        return found;
    }

    /// <summary>This caller's own texts, and the landing of each, whatever happens.</summary>
    private async Task<EncodeTimes> FlyAsync(
        Lease<Encoder> lease, List<VectorKey> mine, Dictionary<VectorKey, string> textOf,
        Dictionary<VectorKey, TextResult> found, EncodeCall call)
    {
        try
        {
            var missed = await FindInRedisAsync(mine, lease.Snapshot.Manifest, found);
            return missed.Count == 0 ? s_none : await ComputeAsync(lease.Model, missed, textOf, found, call);
        }
        finally
        {
            foreach (var key in mine)
                _flights.Land(key, found.TryGetValue(key, out var result) ? CachedVector.Of(result) : null);
        }
    }

    private async Task<List<VectorKey>> FindInRedisAsync(
        List<VectorKey> keys, BundleManifest manifest, Dictionary<VectorKey, TextResult> found)
    {
        if (redis is null)
            return keys;
        var vectors = await redis.FindAsync(keys, manifest.Dims);
        var hits = keys.Zip(vectors).Where(pair => pair.Second is not null).ToList();
        foreach (var (key, vector) in hits)
        {
            found[key] = vector!.ToResult();
            memory?.Add(key, vector);
        }

        instruments.Answered("redis", hits.Count);
        return [.. keys.Where(key => !found.ContainsKey(key))];
    }

    private async Task<EncodeTimes> ComputeAsync(
        Encoder encoder, List<VectorKey> keys, Dictionary<VectorKey, string> textOf,
        Dictionary<VectorKey, TextResult> found, EncodeCall call)
    {
        var encoded = await EncodeAsync(encoder, [.. keys.Select(key => textOf[key])], call);
        var computed = new List<(VectorKey, CachedVector)>();
        foreach (var (key, result) in keys.Zip(encoded.Texts))
        {
            found[key] = result;
            if (CachedVector.Of(result) is { } vector)
                computed.Add((key, vector));
        }

        computed.ForEach(entry => memory?.Add(entry.Item1, entry.Item2));
        redis?.Add(computed);
        instruments.Answered("encoder", keys.Count);
        return encoded.Times;
    }

    /// <summary>The texts whose callers left or failed.</summary>
    private async Task<List<VectorKey>> AwaitAsync(
        List<(VectorKey Key, Task<CachedVector?> Landing)> others, Dictionary<VectorKey, TextResult> found,
        CancellationToken cancellation)
    {
        var missed = new List<VectorKey>();
        foreach (var (key, landing) in others)
        {
            if (await landing.WaitAsync(cancellation) is { } vector)
                found[key] = vector.ToResult();
            else
                missed.Add(key);
        }

        instruments.Answered("flight", others.Count - missed.Count);
        return missed;
    }

    private static Task<EncodeResult> EncodeAsync(Encoder encoder, IReadOnlyList<string> texts, EncodeCall call) =>
        encoder.EncodeAsync(texts, EncoderRole.Query, call.Truncation, call.Deadline, call.Cancellation);
}

/// <summary>How a call wants its texts.</summary>
internal sealed record EncodeCall(
    TruncationPolicy Truncation, DateTimeOffset? Deadline, CancellationToken Cancellation);
