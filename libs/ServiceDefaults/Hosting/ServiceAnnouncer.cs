using Kale.ServiceDefaults.Health;
using Kale.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>Enters every mapped service into health and metrics before the first call can arrive.</summary>
internal sealed class ServiceAnnouncer(MappedServices services, HealthRegistry health, RpcInstruments instruments)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var service in services.Names)
            health.Announce(service);
        foreach (var method in services.Methods)
            instruments.Announce(method.Method);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
