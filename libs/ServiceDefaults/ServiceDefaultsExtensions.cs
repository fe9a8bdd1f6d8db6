using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Health;
using Kale.ServiceDefaults.Hosting;
using Kale.ServiceDefaults.Marshalling;
using Kale.ServiceDefaults.Metrics;
using Kale.ServiceDefaults.Reflection;
using Kale.ServiceDefaults.Security;
using Kale.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults;

/// <summary>The edge that all services share.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// HTTP/2 listener, gRPC with errors as google.rpc.Status, health, reflection, telemetry, API key,
    /// draining shutdown.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="defaultUrl">Where to listen when nothing else is configured; loopback.</param>
    public static WebApplicationBuilder AddServiceDefaults(
        this WebApplicationBuilder builder, string defaultUrl = "http://127.0.0.1:0")
    {
        var section = builder.Configuration.GetSection(ServiceDefaultsOptions.Section);
        var options = Read(section);
        QuietLogs.Apply(builder.Configuration);
        builder.Services.AddSingleton<IValidateOptions<ServiceDefaultsOptions>, ServiceDefaultsOptionsValidator>();
        builder.Services.AddOptionsWithValidateOnStart<ServiceDefaultsOptions>()
            .Bind(section)
            .ValidateDataAnnotations();
        KestrelSetup.Apply(builder, options, defaultUrl);
        if (options.JsonLogs)
            builder.Logging.AddJsonConsole(json => json.UseUtcTimestamp = true);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddEdge(options).AddErrors().AddHealthAndReflection().AddTelemetry(options);
        return builder;
    }

    /// <summary>Maps health, reflection and metrics. Call it before the application runs.</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.Services.GetRequiredService<MappedServices>().Routes = app;
        app.UseMiddleware<RpcTelemetryMiddleware>();
        app.UseMiddleware<FailureDetailsMiddleware>();
        app.UseMiddleware<ApiKeyMiddleware>();
        app.MapGrpcService<HealthService>();
        app.MapGrpcService<ReflectionService>();
        if (app.Services.GetService<MetricsCollector>() is { } collector)
            MapMetrics(app, collector);
        return app;
    }

    /// <summary>A service's rows of the one error table.</summary>
    public static IServiceCollection AddErrorRows(this IServiceCollection services, Action<ErrorRows> add)
    {
        var rows = new ErrorRows();
        add(rows);
        return services.AddSingleton(rows);
    }

    /// <summary>A service that is NOT_SERVING until it tells the <see cref="HealthRegistry"/> otherwise.</summary>
    public static IServiceCollection AddReadyLater(
        this IServiceCollection services, string service, bool required = true) =>
        services.AddSingleton(new ReadyLater(service, required));

    /// <summary>
    /// The options that shape the host itself. Values that cannot be read are reported at the start, with all others.
    /// </summary>
    private static ServiceDefaultsOptions Read(IConfigurationSection section)
    {
        try
        {
            return section.Get<ServiceDefaultsOptions>() ?? new ServiceDefaultsOptions();
        }
        catch (InvalidOperationException)
        {
            return new ServiceDefaultsOptions();
        }
    }

    private static IServiceCollection AddEdge(this IServiceCollection services, ServiceDefaultsOptions options)
    {
        services.AddGrpc(grpc => Configure(grpc, options));
        services.Replace(
            ServiceDescriptor.Singleton(typeof(IServiceMethodProvider<>), typeof(CheckedMethodProvider<>)));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainDelay + options.DrainTimeout);
        services.AddHostedService<Drain>();
        return services.AddSingleton<MappedServices>();
    }

    private static void Configure(GrpcServiceOptions grpc, ServiceDefaultsOptions options)
    {
        grpc.MaxReceiveMessageSize = options.MaxReceiveMessageBytes;
        grpc.ResponseCompressionAlgorithm = options.CompressResponses ? "gzip" : null;
        grpc.Interceptors.Add<ErrorInterceptor>();
    }

    private static IServiceCollection AddErrors(this IServiceCollection services) => services
        .AddSingleton<ErrorTable>()
        .AddSingleton<FailureTranslator>()
        .AddSingleton<ErrorInterceptor>();

    private static IServiceCollection AddHealthAndReflection(this IServiceCollection services) => services
        .AddSingleton<HealthRegistry>()
        .AddSingleton<HealthService>()
        .AddSingleton<DescriptorIndex>()
        .AddSingleton<ReflectionService>()
        .AddHostedService<ServiceAnnouncer>();

    private static void AddTelemetry(this IServiceCollection services, ServiceDefaultsOptions options)
    {
        services.AddSingleton<RpcInstruments>();
        services.AddHostedService<OpenTelemetryExport>();
        if (KestrelSetup.PortOf(options.MetricsUrl) is null)
            return;
        services.AddSingleton<MetricsCollector>();
        services.Insert(
            0, ServiceDescriptor.Singleton<IHostedService>(host => host.GetRequiredService<MetricsCollector>()));
    }

    private static void MapMetrics(WebApplication app, MetricsCollector collector)
    {
        var url = Read(app.Configuration.GetSection(ServiceDefaultsOptions.Section)).MetricsUrl;
        app.MapGet(
            "/metrics", () => Results.Text(PrometheusText.Write(collector.Collect()), PrometheusText.ContentType))
            .RequireHost($"*:{KestrelSetup.PortOf(url)}");
    }
}
