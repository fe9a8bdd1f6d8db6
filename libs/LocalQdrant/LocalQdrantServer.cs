using System.ComponentModel.DataAnnotations;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Kale.LocalQdrant.Catalog;
using Kale.LocalQdrant.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kale.LocalQdrant;

/// <summary>
/// The embedded vector store: a part of Qdrant's gRPC API over files on local disk, for one machine and up to about a
/// million passages. Not a production database; the suite's clients speak to a Qdrant cluster without a change.
/// </summary>
public sealed class LocalQdrantServer : IAsyncDisposable
{
    // Callers that gave up reset their streams. While it works on twice as many as a connection may have, Kestrel
    // refuses the next, and would cut the connection with all other calls on it after 100 of them. 0: it does not.
    private const string CutsAfter = "Microsoft.AspNetCore.Server.Kestrel.Http2.MaxEnhanceYourCalmCount";
    private const int StreamsPerConnection = 1024;
    private const string DefaultUrl = "http://127.0.0.1:6334";
    private static readonly string[] Healthy = ["", "qdrant.Qdrant", "qdrant.Collections", "qdrant.Points"];
    private readonly WebApplication _app;

    private LocalQdrantServer(WebApplication app) => _app = app;

    /// <summary>The addresses it listens on, with the ports that were chosen where 0 was asked for.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _app.Urls.Select(url => new Uri(url))];

    /// <summary>Opens the data directory, reads everything in it, and listens.</summary>
    /// <param name="options">Where the data is and where to listen.</param>
    /// <param name="loggers">Where to log; nowhere when null.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="LocalQdrantException">The directory is in use, damaged, or of a newer version.</exception>
    public static async Task<LocalQdrantServer> StartAsync(
        LocalQdrantOptions options, ILoggerFactory? loggers = null, CancellationToken cancellation = default)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        loggers ??= NullLoggerFactory.Instance;
        var app = Build(options, loggers);
        try
        {
            app.Services.GetRequiredService<CollectionCatalog>();
            await app.StartAsync(cancellation);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        var logger = loggers.CreateLogger("Kale.LocalQdrant");
        foreach (var url in app.Urls)
            Log.Listening(logger, url, options.DataDirectory);
        return new LocalQdrantServer(app);
    }

    /// <summary>Finishes the calls in progress, makes everything durable, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(LocalQdrantOptions options, ILoggerFactory loggers)
    {
        AppContext.SetData(CutsAfter, 0);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(Options.Create(options));
        builder.Services.AddLocalQdrantServices();
        // Healthy from the start, so there is nothing to map or to poll.
        builder.Services.AddGrpcHealthChecks(health =>
        {
            health.Services.Clear();
            health.UseHealthChecksCache = true;
        });
        builder.WebHost.UseKestrelCore().UseUrls([.. options.Urls.DefaultIfEmpty(DefaultUrl)]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
            kestrel.Limits.MaxRequestBodySize = null; // gRPC's own limit holds, and says so in its own words
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        app.UseRouting();
        app.MapLocalQdrant();
        app.MapGrpcHealthChecksService();
        var health = app.Services.GetRequiredService<HealthServiceImpl>();
        foreach (var service in Healthy)
            health.SetStatus(service, HealthCheckResponse.Types.ServingStatus.Serving);
        return app;
    }
}
