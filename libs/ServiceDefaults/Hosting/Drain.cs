using Kale.ServiceDefaults.Health;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>
/// The first thing of a shutdown: health says NOT_SERVING while calls are still taken, so that balancers look
/// elsewhere; then the listener stops, and calls in flight have the rest of the time to finish.
/// </summary>
internal sealed class Drain(
    HealthRegistry registry, IOptions<ServiceDefaultsOptions> options, TimeProvider time, ILogger<Drain> logger)
    : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        registry.Drain();
        Log.Draining(logger, options.Value.DrainTimeout);
        await Task.Delay(options.Value.DrainDelay, time, cancellationToken);
        registry.Close();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
