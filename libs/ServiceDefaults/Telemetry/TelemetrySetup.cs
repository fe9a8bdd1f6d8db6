using Kale.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Instrumentation.StackExchangeRedis;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using StackExchange.Redis;

namespace Kale.ServiceDefaults.Telemetry;

/// <summary>
/// Traces and metrics, where somebody takes them: by OTLP when OTEL_EXPORTER_OTLP_ENDPOINT is set (the exporter reads
/// the other OTEL_* variables itself), by Prometheus at <see cref="ServiceDefaultsOptions.MetricsUrl"/>.
/// </summary>
public static class TelemetrySetup
{
    /// <summary>Every span and instrument of the suite has a source named so.</summary>
    private const string Sources = "Kale.*";

    private const string MetricsPath = "/metrics";

    private const string GrpcAttributes = "OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_ENABLE_GRPC_INSTRUMENTATION";

    /// <summary>Traces the calls of a connection, where anything is traced.</summary>
    public static void Trace(this IServiceProvider host, IConnectionMultiplexer redis) =>
        host.GetService<StackExchangeRedisInstrumentation>()?.AddConnection(redis);

    internal static void AddTelemetry(this WebApplicationBuilder builder, ServiceDefaultsOptions options)
    {
        builder.Services.AddSingleton<RpcDuration>();
        var exported = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        var scraped = Addresses.PortOf(options.MetricsUrl) is not null;
        if (!exported && !scraped)
            return;
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(NameOf(builder, options)))
            .WithMetrics(metrics => AddMetrics(metrics, scraped));
        if (!exported)
            return;
        builder.Configuration[GrpcAttributes] ??= "true";
        telemetry.WithTracing(AddTraces).UseOtlpExporter();
    }

    internal static void MapMetrics(this WebApplication app, ServiceDefaultsOptions options)
    {
        if (Addresses.PortOf(options.MetricsUrl) is { } port)
            app.UseOpenTelemetryPrometheusScrapingEndpoint(http => IsScrape(http, port));
    }

    // By the port that was connected to: what a request calls its host is what its caller wrote.
    private static bool IsScrape(HttpContext http, int port) =>
        http.Connection.LocalPort == port && http.Request.Path == MetricsPath;

    private static string NameOf(WebApplicationBuilder builder, ServiceDefaultsOptions options) =>
        options.ServiceName is { Length: > 0 } name
            ? name
            : builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName;

    private static void AddMetrics(MeterProviderBuilder metrics, bool scraped)
    {
        metrics.AddMeter(Sources).AddAspNetCoreInstrumentation().AddRuntimeInstrumentation();
        if (scraped)
            metrics.AddPrometheusExporter();
    }

    private static void AddTraces(TracerProviderBuilder traces) => traces
        .AddSource(Sources)
        .AddAspNetCoreInstrumentation()
        .AddGrpcClientInstrumentation()
        .AddRedisInstrumentation();
}
