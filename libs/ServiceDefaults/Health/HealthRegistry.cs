using Grpc.HealthCheck;
using Microsoft.Extensions.Logging;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.ServiceDefaults.Health;

/// <summary>
/// What this process can serve, by name: one per gRPC service and one per loaded encoder. The name "" is the whole
/// process: serving when every required name is. <c>NAME-liveness</c> is serving while the process lives. A change is
/// told at once; nothing is polled.
/// </summary>
public sealed class HealthRegistry
{
    private const string Everything = "";
    private const string LivenessSuffix = "-liveness";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HealthEntry> _entries = [];
    private readonly HealthServiceImpl _health;
    private readonly ILogger<HealthRegistry> _logger;
    private bool _draining;

    /// <summary>Starts with the services that become ready later.</summary>
    public HealthRegistry(HealthServiceImpl health, IEnumerable<ReadyLater> seeds, ILogger<HealthRegistry> logger)
    {
        (_health, _logger) = (health, logger);
        foreach (var seed in seeds)
            Set(seed.Service, serving: false, seed.Required);
    }

    /// <summary>Enters or changes a name.</summary>
    /// <param name="service">A gRPC service's full name, or an encoder's.</param>
    /// <param name="serving">Whether calls to it would be answered.</param>
    /// <param name="required">Whether the whole process is not ready without it.</param>
    public void Set(string service, bool serving, bool required = false)
    {
        lock (_gate)
        {
            var old = _entries.GetValueOrDefault(service);
            var entry = new HealthEntry(serving, required || (old?.Required ?? false));
            if (entry == old)
                return;
            _entries[service] = entry;
            Tell(service, serving);
            Tell(Everything, IsReady);
        }

        // The server's own services are always there.
        if (!service.StartsWith("grpc.", StringComparison.Ordinal))
            Log.HealthChanged(_logger, service, serving ? "SERVING" : "NOT_SERVING");
    }

    /// <summary>Takes a name away, such as an unloaded encoder's.</summary>
    public void Remove(string service)
    {
        lock (_gate)
        {
            _entries.Remove(service);
            _health.ClearStatus(service);
            _health.ClearStatus(service + LivenessSuffix);
            Tell(Everything, IsReady);
        }
    }

    /// <summary>Enters services that are ready as soon as they are mapped, unless they said otherwise.</summary>
    internal void Announce(IEnumerable<string> services)
    {
        lock (_gate)
        {
            foreach (var service in services.Where(service => !_entries.ContainsKey(service)))
                Set(service, serving: true);
        }
    }

    /// <summary>From now on nothing is serving; calls are still answered.</summary>
    internal void Drain()
    {
        lock (_gate)
        {
            _draining = true;
            foreach (var service in _entries.Keys.Append(Everything))
                Tell(service, serving: false);
        }
    }

    private bool IsReady => _entries.Values.All(entry => entry.Serving || !entry.Required);

    private void Tell(string service, bool serving)
    {
        _health.SetStatus(service, serving && !_draining ? ServingStatus.Serving : ServingStatus.NotServing);
        _health.SetStatus(service + LivenessSuffix, ServingStatus.Serving);
    }

    private sealed record HealthEntry(bool Serving, bool Required);
}

/// <summary>
/// A service that is mapped from the start and becomes ready later, when it calls <see cref="HealthRegistry.Set"/>.
/// </summary>
/// <param name="Service">The gRPC service's full name.</param>
/// <param name="Required">Whether the whole process is not ready without it.</param>
public sealed record ReadyLater(string Service, bool Required);
