using StackExchange.Redis;

namespace Kale.Rollouts.State;

/// <summary>Opens the store that the options name.</summary>
public static class StateStores
{
    /// <summary>A Redis that is away is connected to in the background; until then calls fail.</summary>
    /// <param name="options">Which one.</param>
    /// <param name="time">The machine's clock, for a directory.</param>
    /// <param name="connected">Sees the connection first, to trace it for example.</param>
    /// <exception cref="StateStoreException">The options name none, or the directory cannot be used.</exception>
    public static IStateStore Open(
        StateOptions options, TimeProvider time, Action<IConnectionMultiplexer>? connected = null)
    {
        if (options.Redis.Length > 0)
        {
            var connection = RedisConnections.Open(options.Redis, "kale-state", RedisStateStore.DefaultPatience);
            connected?.Invoke(connection);
            return new RedisStateStore(connection, options.Prefix, ownsConnection: true);
        }
        return options.Directory.Length > 0
            ? new FileStateStore(options.Directory, time)
            : throw new StateStoreException(
                $"Set {StateOptions.Section}:Redis or {StateOptions.Section}:Directory: there is no place for routes.");
    }

    /// <summary>The same, or where the options name none, a store that holds nothing and takes nothing.</summary>
    public static IStateStore OpenOrNone(
        StateOptions options, TimeProvider time, Action<IConnectionMultiplexer>? connected = null) =>
        options.IsSet ? Open(options, time, connected) : new NoStateStore();
}
