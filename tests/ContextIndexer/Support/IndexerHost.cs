using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.AspNetCore.Builder;

namespace Kale.ContextIndexer.Tests.Support;

/// <summary>The context indexer as it is started in production, on a loopback port.</summary>
internal sealed class IndexerHost : RunningService
{
    private IndexerHost(WebApplication app)
        : base(app) => Client = new ContextIndexing.ContextIndexingClient(Channel);

    public ContextIndexing.ContextIndexingClient Client { get; }

    public static WebApplication Build(
        TinyBundles bundles, Uri store, params (string Option, string Value)[] options) =>
        Build(
            ContextIndexerOptions.Section,
            [
                ("BundleStore", bundles.Store.Directory), ("Qdrant:Address", store.ToString()),
                ("Encoding:Workers", "1"), .. options,
            ],
            builder => builder.AddContextIndexer(),
            app => app.MapContextIndexer());

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
        await host.WaitUntilReadyAsync();
        return host;
    }
}
