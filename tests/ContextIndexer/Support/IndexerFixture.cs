using Kale.Bundles;
using Kale.LocalQdrant;
using Kale.VectorIndex;

namespace Kale.ContextIndexer.Tests.Support;

/// <summary>
/// One running indexer with a tiny encoder and a vector store, shared by tests that use collections of their own.
/// </summary>
public sealed class IndexerFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("kale-indexer-");
    private LocalQdrantServer? _local;

    internal TinyBundles Bundles { get; } = new();

    internal Bundle Encoder { get; private set; } = null!;

    internal Uri StoreAddress { get; private set; } = null!;

    internal IndexerHost Host { get; private set; } = null!;

    /// <summary>The index itself, to look at what the service has stored.</summary>
    internal VectorStore Store { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Encoder = Bundles.Publish("context");
        var server = Environment.GetEnvironmentVariable("KALE_TEST_QDRANT");
        StoreAddress = string.IsNullOrEmpty(server) ? await StartLocalAsync() : new Uri($"http://{server}");
        Host = await ReadyAsync();
        Store = new VectorStore(new VectorStoreOptions { Address = StoreAddress });
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        Store.Dispose();
        if (_local is not null) await _local.DisposeAsync();
        Bundles.Dispose();
        _data.Delete(recursive: true);
    }

    internal static string NewName() => $"test-{Guid.NewGuid():N}";

    /// <summary>Another indexer beside the shared one.</summary>
    internal Task<IndexerHost> ReadyAsync(params (string Option, string Value)[] options) =>
        IndexerHost.ReadyAsync(Bundles, StoreAddress, options);

    /// <summary>Everything a collection's serving build holds, in no particular order.</summary>
    internal async Task<IReadOnlyList<PassageHit>> AllAsync(string collection)
    {
        var build = await Store.Catalog.GetServingAsync(collection);
        var any = Enumerable.Range(0, build.Space.Dims).Select(i => i + 1f).ToArray();
        return await Store.Searcher.SearchAsync(build, new PassageQuery(any) { Limit = 10_000 });
    }

    private async Task<Uri> StartLocalAsync()
    {
        _local = await LocalQdrantServer.StartAsync(
            new LocalQdrantOptions { DataDirectory = _data.FullName, Urls = { "http://127.0.0.1:0" } });
        return _local.Addresses[0];
    }
}

[CollectionDefinition(Name)]
public sealed class IndexerSuite : ICollectionFixture<IndexerFixture>
{
    public const string Name = "Indexer";
}
