using Grpc.Net.Client;
using Kale.ServiceDefaults;
using Kale.Trainer;
using Kale.Trainer.Tests.Recipes.Alignment;
using Kale.Trainer.Tests.Support;
using Kale.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Kale.Cli.Tests.Support;

/// <summary>A Trainer in this process over a real listener.</summary>
internal sealed class RunningTrainer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private RunningTrainer(WebApplication app)
    {
        (_app, _channel) = (app, GrpcChannel.ForAddress(app.Urls.First()));
        Client = new V1.Training.TrainingClient(_channel);
    }

    public string Address => _app.Urls.First();

    public V1.Training.TrainingClient Client { get; }

    /// <param name="directory">Holds its data, its bundles, and is the data root "root".</param>
    /// <param name="url">Where to listen.</param>
    public static async Task<RunningTrainer> StartAsync(TemporaryDirectory directory, string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateBuilder(
        [
            $"--Trainer:DataDirectory={directory["data"]}", $"--Trainer:BundleStore={directory["bundles"]}",
            $"--Trainer:DataRoots:root={directory.Path}", "--Logging:LogLevel:Default=None",
        ]);
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults(url);
        builder.AddTrainer();
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapTrainer();
        await app.StartAsync();
        return new RunningTrainer(app);
    }

    /// <summary>What tests align, train, infuse, probe and evaluate: "teacher", "wide" and "cross" on texts, a BEIR directory, examples and a run.</summary>
    public static void Prepare(TemporaryDirectory directory)
    {
        directory.PublishTeacher();
        directory.Publish("wide", TinyBundles.Dual(width: 48));
        directory.Publish("cross", TinyBundles.Cross(layers: 3));
        directory.WriteTexts();
        directory.WriteBeir();
        directory.WriteLines("examples.jsonl", ["""{"query": "a", "pos": ["b"], "neg": ["c"]}"""]);
        directory.WriteLines("tevatron.jsonl", ["""{"query": "a", "positive_passages": ["b"]}"""]);
        directory.WriteLines("a.run", ["q10 Q0 d10 1 0.5 tag"]);
    }

    /// <summary>Starts a job "before" that all later ones wait for, until it is cancelled.</summary>
    public async Task OccupyAsync()
    {
        const int Endless = 1_000_000_000;
        var alignment = Alignments.Alignment(new DataSet { Root = "root", Path = "queries.txt", Format = "text" }, Endless);
        (alignment.Optimization.CheckpointEverySteps, alignment.Optimization.EvaluateEverySteps) = (Endless, Endless);
        await Client.StartAsync("before", Alignments.Spec(alignment, "before"));
        await Client.UntilStepAsync("before", 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _channel.Dispose();
    }
}
