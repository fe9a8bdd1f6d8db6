using Grpc.AspNetCore.Server;
using Kale.ServiceDefaults.Health;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>
/// Enters every mapped gRPC service into health before the first call can arrive. The first thing of a shutdown: health
/// says NOT_SERVING while calls are still taken, so that balancers look elsewhere; then the listener stops, and calls
/// in flight have the rest of the time to finish.
/// </summary>
internal sealed class HealthLifetime(
    HealthRegistry health, IOptions<ServiceDefaultsOptions> options, TimeProvider time, ILogger<HealthLifetime> logger)
    : IHostedLifecycleService
{
    /// <summary>Set when the application maps its endpoints.</summary>
    public IEndpointRouteBuilder? Routes { get; set; }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (Routes is null)
            throw new InvalidOperationException("Call app.MapServiceDefaults() before the application runs.");
        health.Announce(Routes.DataSources.SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.ServiceName)
            .OfType<string>().Distinct());
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        health.Drain();
        Log.Draining(logger, options.Value.DrainTimeout);
        // When the time to stop is over, the rest of the stop goes on all the same.
        await Task.Delay(options.Value.DrainDelay, time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
