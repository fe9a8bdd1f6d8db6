using StackExchange.Redis;

namespace Kale.QueryEncoder.Caching;

/// <summary>
/// The second level: vectors that replicas share. It may only ever make an answer faster: slow, full, hanging or gone,
/// it is passed by and counted.
/// </summary>
internal sealed class RedisVectors(
    IConnectionMultiplexer redis, CacheOptions options, CacheInstruments instruments, TimeProvider time) : IDisposable
{
    // {prefix}:vector:{64 hex digits of the VectorKey}   string   CachedVector.ToBytes, with a time to live
    private readonly string _prefix = $"{options.Prefix}:vector:";
    private long _pausedAt = long.MinValue;

    /// <summary>
    /// The vectors of the keys in their order, null where there is none; all of them in one round trip.
    /// </summary>
    public async Task<IReadOnlyList<CachedVector?>> FindAsync(IReadOnlyList<VectorKey> keys, int dims)
    {
        if (keys.Count == 0 || IsPaused)
            return new CachedVector?[keys.Count];
        try
        {
            var database = redis.GetDatabase();
            // One by one, and sent together: in a cluster they lie on several servers.
            var values = await Task
                .WhenAll(keys.Select(key => database.StringGetAsync(KeyOf(key))))
                .WaitAsync(options.Patience, time);
            return [.. values.Select(value => CachedVector.Parse(value, dims))];
        }
        catch (Exception error) when (IsAway(error))
        {
            Pause(error);
            return new CachedVector?[keys.Count];
        }
    }

    /// <summary>Sends the vectors and does not wait.</summary>
    public void Add(IEnumerable<(VectorKey Key, CachedVector Vector)> entries)
    {
        if (IsPaused)
            return;
        try
        {
            var database = redis.GetDatabase();
            foreach (var (key, vector) in entries)
                database.StringSet(KeyOf(key), vector.ToBytes(), options.TimeToLive, flags: CommandFlags.FireAndForget);
        }
        catch (Exception error) when (IsAway(error))
        {
            Pause(error);
        }
    }

    public void Dispose() => redis.Dispose();

    private bool IsPaused =>
        Volatile.Read(ref _pausedAt) is var at && at != long.MinValue && time.GetElapsedTime(at) < options.Pause;

    private static bool IsAway(Exception error) =>
        error is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException;

    private void Pause(Exception error)
    {
        Volatile.Write(ref _pausedAt, time.GetTimestamp());
        instruments.RedisFailed(error is TimeoutException ? "slow" : "away");
    }

    private RedisKey KeyOf(VectorKey key) => _prefix + key;
}
