using Kale.Bundles;
using Kale.Gateway;
using Kale.LocalQdrant;
using Kale.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Kale.Cli.Tests.Support;

/// <summary>A gateway with a vector store, whose registry commands are sent to.</summary>
internal sealed class CommandRegistry : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private LocalQdrantServer _vectors = null!;
    private WebApplication _app = null!;

    private CommandRegistry() => Store = new BundleStore(_directory["bundles"]);

    public BundleStore Store { get; }

    public TemporaryDirectory Directory => _directory;

    public string Address => _app.Urls.First();

    /// <param name="settings">More of the gateway's, as arguments.</param>
    public static async Task<CommandRegistry> StartAsync(params string[] settings)
    {
        var registry = new CommandRegistry();
        registry._vectors = await LocalQdrantServer.StartAsync(new LocalQdrantOptions
        {
            DataDirectory = registry._directory["vectors"],
            Urls = { "http://127.0.0.1:0" },
        });
        registry._app = await registry.StartGatewayAsync(settings);
        return registry;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _vectors.DisposeAsync();
        _directory.Dispose();
    }

    private async Task<WebApplication> StartGatewayAsync(string[] settings)
    {
        var builder = WebApplication.CreateBuilder(
        [
            $"--Gateway:BundleStore={Store.Directory}", $"--Gateway:Qdrant:Address={_vectors.Addresses[0]}",
            $"--State:Directory={_directory["state"]}", "--Gateway:ProtectedNames=served",
            "--Logging:LogLevel:Default=None", .. settings,
        ]);
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults("http://127.0.0.1:0");
        builder.AddGateway();
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGateway();
        await app.StartAsync();
        return app;
    }
}
