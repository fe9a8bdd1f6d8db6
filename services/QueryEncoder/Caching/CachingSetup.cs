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
            ? new RedisVectors(Connect(options.Redis), options, instruments, host.GetRequiredService<TimeProvider>())
            : null;
        return new CachedEncoding(memory, redis, instruments);
    }

    /// <summary>A Redis that is away is connected to in the background.</summary>
    private static ConnectionMultiplexer Connect(string redis)
    {
        var options = ConfigurationOptions.Parse(redis);
        options.AbortOnConnectFail = false;
        options.ClientName = "kale-cache";
        return ConnectionMultiplexer.Connect(options);
    }
}
