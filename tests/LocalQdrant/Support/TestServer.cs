using Qdrant.Client;

namespace Kale.LocalQdrant.Tests.Support;

/// <summary>A server on a free port of this machine, with a client to it.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly LocalQdrantServer _server;
    private readonly TempDirectory? _owned;

    private TestServer(LocalQdrantServer server, TempDirectory? owned)
    {
        _server = server;
        _owned = owned;
        Client = new QdrantClient(Address);
    }

    public Uri Address => _server.Addresses[0];

    public QdrantClient Client { get; }

    public static async Task<TestServer> StartAsync(
        string? directory = null, Action<LocalQdrantOptions>? configure = null)
    {
        var owned = directory is null ? new TempDirectory() : null;
        var options = new LocalQdrantOptions
        {
            DataDirectory = directory ?? owned!.Path,
            Urls = { "http://127.0.0.1:0" },
        };
        configure?.Invoke(options);
        return new TestServer(await LocalQdrantServer.StartAsync(options), owned);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        _owned?.Dispose();
    }
}
