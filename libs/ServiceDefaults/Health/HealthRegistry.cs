using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Kale.ServiceDefaults.Health;

/// <summary>
/// What this process can serve, by name: one per gRPC service and one per loaded encoder. The name "" is the whole
/// process: serving when every required name is. <c>NAME-liveness</c> is serving while the process lives.
/// </summary>
public sealed class HealthRegistry
{
    private readonly Lock _gate = new();
    private readonly ILogger<HealthRegistry> _logger;
    private HealthSnapshot _snapshot = HealthSnapshot.Empty();

    /// <summary>Starts with the services that become ready later.</summary>
    public HealthRegistry(IEnumerable<ReadyLater> seeds, ILogger<HealthRegistry> logger)
    {
        _logger = logger;
        foreach (var seed in seeds)
            Set(seed.Service, serving: false, seed.Required);
    }

    internal HealthSnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>Enters or changes a name.</summary>
    /// <param name="service">A gRPC service's full name, or an encoder's.</param>
    /// <param name="serving">Whether calls to it would be answered.</param>
    /// <param name="required">Whether the whole process is not ready without it.</param>
    public void Set(string service, bool serving, bool required = false)
    {
        var old = Snapshot.Entries.GetValueOrDefault(service);
        var entry = new HealthEntry(serving, required || (old?.Required ?? false));
        if (entry == old)
            return;
        // The server's own services are always there.
        if (!service.StartsWith("grpc.", StringComparison.Ordinal))
            Log.HealthChanged(_logger, service, serving ? "SERVING" : "NOT_SERVING");
        Change(snapshot => snapshot with { Entries = snapshot.Entries.SetItem(service, entry) });
    }

    /// <summary>Takes a name away, such as an unloaded encoder's.</summary>
    public void Remove(string service) =>
        Change(snapshot => snapshot with { Entries = snapshot.Entries.Remove(service) });

    /// <summary>Enters a service that is ready as soon as it is mapped, unless it said otherwise.</summary>
    internal void Announce(string service)
    {
        if (!Snapshot.Entries.ContainsKey(service))
            Set(service, serving: true);
    }

    /// <summary>From now on nothing is serving; watchers are told, calls are still answered.</summary>
    internal void Drain() => Change(snapshot => snapshot with { Draining = true });

    /// <summary>Ends the watchers' streams, so that they do not hold the shutdown up.</summary>
    internal void Close() => Change(snapshot => snapshot with { Draining = true, Closed = true });

    private void Change(Func<HealthSnapshot, HealthSnapshot> change)
    {
        HealthSnapshot old;
        lock (_gate)
        {
            old = _snapshot;
            Volatile.Write(ref _snapshot, change(old).Fresh());
        }

        old.Changed.SetResult();
    }
}
