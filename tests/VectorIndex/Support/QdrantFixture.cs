using Kale.LocalQdrant;

namespace Kale.VectorIndex.Tests.Support;

/// <summary>
/// The store that the tests run against: the embedded one, or the server named by KALE_TEST_QDRANT=host:port. Tests use
/// collections with names of their own, so that they can share it.
/// </summary>
public sealed class QdrantFixture : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-vectorindex-").FullName;
    private LocalQdrantServer? _local;

    public Uri Address { get; private set; } = new("http://localhost");

    public VectorStore Store { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var server = Environment.GetEnvironmentVariable("KALE_TEST_QDRANT");
        Address = string.IsNullOrEmpty(server) ? await StartLocalAsync() : new Uri($"http://{server}");
        Store = new VectorStore(Options());
    }

    public async Task DisposeAsync()
    {
        foreach (var collection in await Store.Catalog.ListAsync())
        {
            foreach (var build in collection.Builds.Where(_ =>
                collection.Name.StartsWith("test-", StringComparison.Ordinal)))
                await RawAsync(client => client.DeleteCollectionAsync(build.PhysicalName));
        }
        Store.Dispose();
        if (_local is not null) await _local.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    public VectorStoreOptions Options() => new() { Address = Address, RetryFor = TimeSpan.FromSeconds(10) };

    /// <summary>The official client, for what the index itself would not do.</summary>
    public async Task RawAsync(Func<Qdrant.Client.QdrantClient, Task> action)
    {
        using var client = new Qdrant.Client.QdrantClient(Address);
        await action(client);
    }

    private async Task<Uri> StartLocalAsync()
    {
        _local = await LocalQdrantServer.StartAsync(new LocalQdrantOptions
        {
            DataDirectory = _directory,
            Urls = { "http://127.0.0.1:0" },
        });
        return _local.Addresses[0];
    }
}

[CollectionDefinition(Name)]
public sealed class QdrantSuite : ICollectionFixture<QdrantFixture>
{
    public const string Name = "Qdrant";
}
