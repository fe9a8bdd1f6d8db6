using Kale.Rollouts.State;
using Kale.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Kale.QueryEncoder.Caching;

/// <summary>The cache as the options want it.</summary>
internal static class CachingSetup
{
    public static IServiceCollection AddCaching(this IServiceCollection services) => services
        .AddSingleton<CacheInstruments>()
        .AddSingleton(New);

    private static CachedEncoding New(IServiceProvider host)
    {
        var options = host.GetRequiredService<IOptions<QueryEncoderOptions>>().Value.Cache;
        var instruments = host.GetRequiredService<CacheInstruments>();
        var memory = options.MemoryMegabytes > 0 ? new MemoryVectors((long)options.MemoryMegabytes << 20) : null;
        if (memory is not null)
            instruments.Observe(memory);
        var redis = options.Redis.Length > 0
            ? new RedisVectors(Connect(host, options), options, instruments, host.GetRequiredService<TimeProvider>())
            : null;
        return new CachedEncoding(memory, redis, instruments);
    }

    private static ConnectionMultiplexer Connect(IServiceProvider host, CacheOptions options)
    {
        // Nobody waits as long as a second; less would take a busy moment for a dead connection.
        var connection = RedisConnections.Open(
            options.Redis, "kale-cache", TimeSpan.FromSeconds(Math.Max(1, options.Patience.TotalSeconds)));
        host.Trace(connection);
        return connection;
    }
}
