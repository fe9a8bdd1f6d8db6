using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Kale.ServiceDefaults;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.ContextIndexer.Tests.Support;

/// <summary>The context indexer as it is started in production, on a loopback port.</summary>
internal sealed class IndexerHost : IAsyncDisposable
{
    private IndexerHost(WebApplication app)
    {
        App = app;
        Channel = GrpcChannel.ForAddress(app.Urls.First());
        Client = new ContextIndexing.ContextIndexingClient(Channel);
        Health = new Health.HealthClient(Channel);
    }

    public WebApplication App { get; }

    public GrpcChannel Channel { get; }

    public ContextIndexing.ContextIndexingClient Client { get; }

    public Health.HealthClient Health { get; }

    public static WebApplication Build(TinyBundles bundles, Uri store, params (string Option, string Value)[] options)
    {
        var builder = WebApplication.CreateBuilder();
        var settings = new Dictionary<string, string?>
        {
            ["ContextIndexer:BundleStore"] = bundles.Store.Directory,
            ["ContextIndexer:Qdrant:Address"] = store.ToString(),
            ["ContextIndexer:Encoding:Workers"] = "1",
        };
        foreach (var (option, value) in options) settings[$"ContextIndexer:{option}"] = value;
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.AddContextIndexer();
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapContextIndexer();
        return app;
    }

    /// <summary>Started, the encoder perhaps not loaded yet.</summary>
    public static async Task<IndexerHost> StartAsync(
        TinyBundles bundles, Uri store, params (string Option, string Value)[] options)
    {
        var app = Build(bundles, store, options);
        await app.StartAsync();
        return new IndexerHost(app);
    }

    /// <summary>Started and ready.</summary>
    public static async Task<IndexerHost> ReadyAsync(
        TinyBundles bundles, Uri store, params (string Option, string Value)[] options)
    {
        var host = await StartAsync(bundles, store, options);
        await host.WaitUntilServingAsync();
        return host;
    }

    public T Service<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    public Task WaitUntilServingAsync() => Wait.ForFirstAsync(
        stop => Health.Watch(new HealthCheckRequest(), cancellationToken: stop).ResponseStream.ReadAllAsync(stop),
        response => response.Status == ServingStatus.Serving);

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }
}
