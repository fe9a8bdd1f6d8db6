using Grpc.Core;
using Grpc.Net.Client;
using Kale.V1;
using Microsoft.AspNetCore.Builder;

namespace Kale.Trainer.Tests.Support;

/// <summary>A Trainer in this process over a real listener, with a client to it.</summary>
internal sealed class TestTrainer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private TestTrainer(WebApplication app)
    {
        (_app, _channel) = (app, GrpcChannel.ForAddress(app.Urls.First()));
        Client = new Training.TrainingClient(_channel);
    }

    public Training.TrainingClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>One that counts instead of training; see <see cref="CountingRecipe"/>.</summary>
    public static Task<TestTrainer> StartAsync(TemporaryDirectory directory, params string[] options) =>
        StartAsync(TestHost.Build(directory.Path, scripted: true, options));

    /// <summary>One with its own recipes.</summary>
    public static Task<TestTrainer> StartWithRecipesAsync(TemporaryDirectory directory, params string[] options) =>
        StartAsync(TestHost.Build(directory.Path, scripted: false, options));

    private static async Task<TestTrainer> StartAsync(WebApplication app)
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
