using Grpc.Net.Client;
using Kale.ServiceDefaults;
using Kale.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Kale.Trainer.Tests.Support;

/// <summary>A Trainer in this process over a real listener, with a client to it.</summary>
internal sealed partial class TestTrainer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private TestTrainer(WebApplication app)
    {
        (_app, _channel) = (app, GrpcChannel.ForAddress(app.Urls.First()));
        Client = new V1.Training.TrainingClient(_channel);
    }

    public string Address => _app.Urls.First();

    public V1.Training.TrainingClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="directory">Of the test: data, bundles, and the data root "root".</param>
    /// <param name="url">Where to listen.</param>
    /// <param name="options">More settings.</param>
    public static WebApplicationBuilder Builder(
        string directory, string url = "http://127.0.0.1:0", params string[] options)
    {
        var builder = WebApplication.CreateBuilder(
        [
            $"--Trainer:DataDirectory={directory}/data", $"--Trainer:BundleStore={directory}/bundles",
            $"--Trainer:DataRoots:root={directory}", "--Logging:LogLevel:Default=None",
            .. options,
        ]);
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults(url);
        builder.AddTrainer();
        return builder;
    }

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapTrainer();
        return app;
    }

    public static async Task<TestTrainer> StartAsync(WebApplication app)
    {
        await app.StartAsync();
        return new TestTrainer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _channel.Dispose();
    }
}
