using StackExchange.Redis;

namespace Kale.Rollouts.State;

/// <summary>
/// Connections to a Redis that may be away, from host:port with StackExchange.Redis's options behind it.
/// </summary>
public static class RedisConnections
{
    /// <summary>
    /// What is wrong with such a text; null: nothing. The text is not repeated, for it may hold a password.
    /// </summary>
    public static string? MistakeIn(string redis)
    {
        try
        {
            return ConfigurationOptions.Parse(redis).EndPoints.Count > 0 ? null : "names no Redis; use host:port.";
        }
        catch (ArgumentException error)
        {
            return $"cannot be read ({error.Message}); use host:port, and behind it options of StackExchange.Redis.";
        }
    }

    /// <summary>Connects, or goes on connecting in the background; until then calls fail.</summary>
    /// <param name="redis">Without <see cref="MistakeIn"/>.</param>
    /// <param name="clientName">As Redis lists it.</param>
    /// <param name="timeout">See <see cref="OptionsOf"/>.</param>
    public static ConnectionMultiplexer Open(string redis, string clientName, TimeSpan timeout) =>
        ConnectionMultiplexer.Connect(OptionsOf(redis, clientName, timeout));

    /// <summary>
    /// A call that its caller has given up must not wait in the client for a Redis that comes back: it would still be
    /// done then. So nothing is kept longer than <paramref name="timeout"/> (the client's own default is 5 s), and a
    /// connection that has died without a word is noticed after four of them.
    /// </summary>
    internal static ConfigurationOptions OptionsOf(string redis, string clientName, TimeSpan timeout)
    {
        var options = ConfigurationOptions.Parse(redis);
        options.AbortOnConnectFail = false;
        options.ClientName = clientName;
        options.SyncTimeout = Math.Min(options.SyncTimeout, (int)timeout.TotalMilliseconds);
        return options;
    }
}
