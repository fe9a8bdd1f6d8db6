using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kale.ServiceDefaults.Telemetry;

/// <summary>
/// Sends traces and metrics by OTLP when OTEL_EXPORTER_OTLP_ENDPOINT is set; the exporter reads the other
/// OTEL_EXPORTER_OTLP_* variables itself.
/// </summary>
internal sealed class OpenTelemetryExport(
    IConfiguration configuration, IHostEnvironment environment, IOptions<ServiceDefaultsOptions> options,
    ILogger<OpenTelemetryExport> logger) : IHostedService, IDisposable
{
    /// <summary>Every span and instrument of the suite has a source named so.</summary>
    public const string Sources = "Kale.*";

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } endpoint)
            return Task.CompletedTask;
        var resource = ResourceBuilder.CreateDefault()
            .AddService(options.Value.ServiceName is { Length: > 0 } name ? name : environment.ApplicationName);
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(Sources, "Microsoft.AspNetCore", "System.Net.Http").AddOtlpExporter().Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(Sources, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel").AddOtlpExporter().Build();
        Log.Exporting(logger, endpoint);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
