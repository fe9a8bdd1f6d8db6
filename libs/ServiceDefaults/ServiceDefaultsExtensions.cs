using Kale.ServiceDefaults.Admission;
using Kale.ServiceDefaults.Calls;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Health;
using Kale.ServiceDefaults.Hosting;
using Kale.ServiceDefaults.Security;
using Kale.ServiceDefaults.Security.Certificates;
using Kale.ServiceDefaults.Security.Limits;
using Kale.ServiceDefaults.Settings;
using Kale.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
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
    /// HTTP/2 listener, gRPC with errors as google.rpc.Status, health, reflection, telemetry, API keys,
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
        builder.Services.AddSettings<ServiceDefaultsOptions, ServiceDefaultsOptionsValidator>(section.Path);
        KestrelSetup.Apply(builder, options, defaultUrl);
        builder.Services.AddSingleton<IValidateOptions<ServiceDefaultsOptions>, ListenerCheck>();
        if (options.JsonLogs)
            builder.Logging.AddJsonConsole(json => json.UseUtcTimestamp = true); // which escapes what it quotes
        else
            builder.Logging.AddPlainConsole();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddEdge(options).AddSingleton<Doors>().AddErrors().AddHealthAndReflection();
        builder.AddTelemetry(options);
        return builder;
    }

    /// <summary>Maps health, reflection and metrics. Call it before the application runs.</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        var options = Read(app.Configuration.GetSection(ServiceDefaultsOptions.Section));
        app.Services.GetRequiredService<HealthLifetime>().Routes = app;
        app.MapMetrics(options);
        app.Use(app.Services.GetRequiredService<RpcDuration>().MeasureAsync);
        app.UseMiddleware<FailureDetailsMiddleware>();
        app.UseMiddleware<PortMiddleware>();
        app.UseMiddleware<CallerMiddleware>();
        app.UseMiddleware<AdmissionMiddleware>();
        app.MapGrpcHealthChecksService();
        if (options.Reflection)
            app.MapGrpcReflectionService();
        return app;
    }

    /// <summary>A service's rows of the one error table.</summary>
    public static IServiceCollection AddErrorRows(this IServiceCollection services, Action<ErrorTable> add) =>
        services.AddSingleton(add);

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
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MaxReceiveMessageBytes;
            grpc.ResponseCompressionAlgorithm = options.CompressResponses ? "gzip" : null;
            grpc.Interceptors.Add<ErrorInterceptor>();
            if (options.Keys.Length > 0 || options.Jwt.IsSet)
                grpc.Interceptors.Add<RequestInterceptor>();
        });
        return services
            .AddSingleton<Callers>()
            .AddSingleton<CallerQuotas>()
            .AddSingleton<RequestInterceptor>()
            .AddSingleton<ServerCertificates>()
            .AddSingleton<PeerTrust>()
            .Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainDelay + options.DrainTimeout);
    }

    private static IServiceCollection AddErrors(this IServiceCollection services) => services
        .AddSingleton<ErrorTable>()
        .AddSingleton<FailureTranslator>()
        .AddSingleton<ErrorInterceptor>();

    private static IServiceCollection AddHealthAndReflection(this IServiceCollection services)
    {
        // The registry tells the package's service each change itself, so there is nothing to map or to poll.
        services.AddGrpcHealthChecks(health =>
        {
            health.Services.Clear();
            health.UseHealthChecksCache = true;
        });
        return services.AddGrpcReflection()
            .AddSingleton<HealthRegistry>()
            .AddSingleton<HealthLifetime>()
            .AddHostedService(host => host.GetRequiredService<HealthLifetime>());
    }
}
