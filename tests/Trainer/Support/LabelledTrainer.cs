using Kale.Bundles;
using Kale.V1;

namespace Kale.Trainer.Tests.Support;

/// <summary>
/// A Trainer with its own recipes, labelled data to train on, and the encoder "backbone" to start from.
/// </summary>
internal sealed class LabelledTrainer : IAsyncDisposable
{
    private LabelledTrainer(TestTrainer trainer, TemporaryDirectory directory)
    {
        (Trainer, Directory) = (trainer, directory);
        Data = directory.WriteBeir();
        Backbone = directory.Publish("backbone", TinyBundles.Dual());
    }

    public TestTrainer Trainer { get; }

    public TemporaryDirectory Directory { get; }

    public DataSet Data { get; }

    public Bundle Backbone { get; }

    public static async Task<LabelledTrainer> StartAsync()
    {
        var directory = new TemporaryDirectory();
        return new LabelledTrainer(await TestTrainer.StartWithRecipesAsync(directory), directory);
    }

    /// <summary>Runs the job "a" to its end, which is success.</summary>
    public Task<Job> SucceedAsync(JobSpec spec) => Trainer.SucceedAsync("a", spec);

    /// <summary>Runs the job "a" to its end, which is failure for what its data hold.</summary>
    public async Task<string> FailByDataAsync(JobSpec spec)
    {
        await Trainer.Client.StartAsync("a", spec);
        var job = await Trainer.Client.EndAsync("a");
        Assert.Equal((JobState.Failed, "DATA_MALFORMED"), (job.State, job.ErrorReason));
        return job.ErrorMessage;
    }

    /// <summary>Losses of the job "a" by step.</summary>
    public Task<IReadOnlyDictionary<ulong, double>> LossesAsync() => Trainer.LossesAsync("a");

    /// <summary>Of what was published.</summary>
    public BundleManifest Manifest(string name) => Directory.Manifest(name);

    public async ValueTask DisposeAsync()
    {
        await Trainer.DisposeAsync();
        Directory.Dispose();
    }
}
