using System.ComponentModel.DataAnnotations;
using Kale.Rollouts.State;

namespace Kale.QueryEncoder.Caching;

/// <summary>How query vectors are kept for equal queries (section "QueryEncoder:Cache").</summary>
public sealed class CacheOptions
{
    /// <summary>
    /// What vectors kept in this process may take, in MiB; the least recently used go first. 64; 0: none are kept.
    /// </summary>
    [Range(0, 1 << 20)]
    public int MemoryMegabytes { get; set; } = 64;

    /// <summary>
    /// host:port of a Redis that all replicas share, with StackExchange.Redis's options behind it. None by default.
    /// </summary>
    [RedisAddress]
    public string Redis { get; set; } = "";

    /// <summary>Separates suites that share a Redis; "kale" by default.</summary>
    [Required]
    public string Prefix { get; set; } = "kale";

    /// <summary>How long Redis keeps a vector. One day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// The longest that a call waits for Redis before it encodes by itself. 20 ms, about what encoding takes: a cache
    /// that is slower than that is none.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:05")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long Redis is left alone after it failed or was too slow. 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(1);

    internal bool IsOn => MemoryMegabytes > 0 || Redis.Length > 0;
}
