namespace Kale.Rollouts.State;

/// <summary>Opens the store that the options name.</summary>
public static class StateStores
{
    /// <summary>A Redis that is away is connected to in the background; until then calls fail.</summary>
    /// <exception cref="StateStoreException">The options name none, or the directory cannot be used.</exception>
    public static IStateStore Open(StateOptions options, TimeProvider time)
    {
        if (options.Redis.Length > 0)
        {
            var connection = RedisConnections.Open(options.Redis, "kale-state", RedisStateStore.DefaultPatience);
            return new RedisStateStore(connection, options.Prefix, ownsConnection: true);
        }
        return options.Directory.Length > 0
            ? new FileStateStore(options.Directory, time)
            : throw new StateStoreException(
                $"Set {StateOptions.Section}:Redis or {StateOptions.Section}:Directory: there is no place for routes.");
    }

    /// <summary>The same, or where the options name none, a store that holds nothing and takes nothing.</summary>
    public static IStateStore OpenOrNone(StateOptions options, TimeProvider time) =>
        options.IsSet ? Open(options, time) : new NoStateStore();
}
