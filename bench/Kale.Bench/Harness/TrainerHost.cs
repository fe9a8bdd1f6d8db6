using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Kale.Bundles;
using Kale.ServiceDefaults;
using Kale.Trainer;
using Kale.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Kale.Bench.Harness;

/// <summary>
/// A Trainer in this process, over a directory of its own, with MiniLM in its store and the data sets as its root. With
/// <c>--keep DIRECTORY</c> its jobs and bundles stay there: a later run takes up what an earlier one has trained.
/// </summary>
internal sealed class TrainerHost : IAsyncDisposable
{
    public const string Root = "data";
    public const string Teacher = "minilm";

    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private readonly string _directory;
    private readonly bool _kept;

    private TrainerHost(WebApplication app, string directory, bool kept)
    {
        (_app, _directory, _kept) = (app, directory, kept);
        _channel = GrpcChannel.ForAddress(app.Urls.First());
        Client = new V1.Training.TrainingClient(_channel);
        Bundles = new BundleStore(Path.Combine(directory, "bundles"));
    }

    public V1.Training.TrainingClient Client { get; }

    public BundleStore Bundles { get; }

    public static async Task<TrainerHost> StartAsync(BenchOptions options)
    {
        var kept = options.Settings.GetValueOrDefault("keep");
        var directory = kept is null
            ? Directory.CreateTempSubdirectory("kale-bench-").FullName
            : Directory.CreateDirectory(kept).FullName;
        var bundles = Path.Combine(directory, "bundles");
        DemoModel.PublishOnce(new BundleStore(bundles), Teacher);
        var builder = WebApplication.CreateBuilder([
            $"--Trainer:DataDirectory={directory}/trainer",
            $"--Trainer:BundleStore={bundles}",
            $"--Trainer:DataRoots:{Root}={options.Data}",
            "--urls=http://127.0.0.1:0",
            "--Logging:LogLevel:Default=Warning",
        ]);
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.AddTrainer();
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapTrainer();
        await app.StartAsync();
        return new TrainerHost(app, directory, kept is not null);
    }

    /// <summary>Does a job, says how far it is, and reads its report.</summary>
    public async Task<JsonElement> RunAsync(string id, JobSpec spec)
    {
        var job = await RunAsync(Client, id, spec);
        var path = Path.Combine(
            _directory, "trainer", job.Reports.Single(file => file.EndsWith(".json", StringComparison.Ordinal)));
        return JsonDocument.Parse(File.ReadAllText(path)).RootElement.Clone();
    }

    /// <summary>Does a job of any Trainer, and says how far it is.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<Job> RunAsync(V1.Training.TrainingClient client, string id, JobSpec spec)
    {
        await client.StartJobAsync(new StartJobRequest { JobId = id, Spec = spec });
        using (var watch = client.WatchJob(new WatchJobRequest { JobId = id }))
        {
            await foreach (var entry in watch.ResponseStream.ReadAllAsync()) { Say(id, entry); }
        }
        var job = await client.GetJobAsync(new GetJobRequest { JobId = id });
        return job.State == JobState.Succeeded
            ? job
            : throw new InvalidOperationException($"{id}: {job.ErrorMessage}");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _channel.Dispose();
        if (!_kept) { Directory.Delete(_directory, recursive: true); }
    }

    private static void Say(string id, JobEvent entry)
    {
        var time = entry.Time.ToDateTime();
        if (entry.Evaluation is { } evaluation)
        {
            Console.Error.WriteLine(
                $"{time:HH:mm:ss} {id} step {evaluation.Step}: "
                + $"{string.Join(", ", evaluation.Metrics
                    .OrderBy(metric => metric.Key)
                    .Select(metric => $"{metric.Key} {metric.Value:0.0000}"))}");
        }
        else if (entry.Message.Length > 0) { Console.Error.WriteLine($"{time:HH:mm:ss} {id} {entry.Message}"); }
        else if (entry.Progress is { Step: var step } progress && step % 50 == 0)
        {
            Console.Error.WriteLine(
                $"{time:HH:mm:ss} {id} {progress.Stage} {step}: "
                + $"loss {progress.Loss:0.0000}, {progress.Rate:0} texts/s");
        }
    }
}
