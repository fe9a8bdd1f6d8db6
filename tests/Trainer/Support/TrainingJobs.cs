using Google.Rpc;
using Grpc.Core;
using Kale.Bundles;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Support;

/// <summary>What tests of recipes that train look at.</summary>
internal static class TrainingJobs
{
    private const int Attempts = 10;

    /// <summary>
    /// Steps of a moment each, with a checkpoint every few; without dropout, whose random numbers all jobs of a process
    /// share: tests run several at a time, a Trainer never does.
    /// </summary>
    public static Optimization Optimization(uint steps = 12) => new()
    {
        Steps = steps,
        BatchSize = 4,
        LearningRate = 1e-3,
        MaxTokens = 32,
        Dropout = 0,
        CheckpointEverySteps = 5,
        EvaluateEverySteps = 6,
    };

    /// <summary>Runs a job to its end, which is success.</summary>
    public static async Task<Job> SucceedAsync(this TestTrainer trainer, string id, JobSpec spec)
    {
        await trainer.Client.StartAsync(id, spec);
        var job = await trainer.Client.EndAsync(id);
        Assert.True(job.State == JobState.Succeeded, job.ErrorMessage);
        return job;
    }

    /// <summary>The fields that a spec is refused for.</summary>
    public static async Task<IReadOnlyList<string>> RefusedFieldsAsync(this TestTrainer trainer, JobSpec spec)
    {
        var error = await RichErrors.FailsAsync(trainer.Client.StartJobAsync(new StartJobRequest { Spec = spec }));
        return [.. error.Detail<BadRequest>().FieldViolations.Select(violation => violation.Field)];
    }

    /// <summary>Losses by step, as done last.</summary>
    public static async Task<IReadOnlyDictionary<ulong, double>> LossesAsync(this TestTrainer trainer, string id)
    {
        var losses = new Dictionary<ulong, double>();
        foreach (var entry in await trainer.Client.WatchAsync(id))
        {
            if (entry.Progress is { HasLoss: true } progress)
                losses[progress.Step] = progress.Loss;
        }

        return losses;
    }

    /// <summary>
    /// Runs a spec undisturbed as "whole", and again, cancelled after a step and resumed; both must end alike.
    /// </summary>
    public static async Task ResumesAlikeAsync(
        this TestTrainer trainer, TemporaryDirectory directory, JobSpec spec, ulong cancelAfter)
    {
        var whole = spec.Clone();
        whole.OutputName = "whole";
        await trainer.SucceedAsync("whole", whole);
        var parted = await trainer.CancelAsync(spec, cancelAfter);
        await trainer.Client.ResumeAsync(parted);
        Assert.Equal(JobState.Succeeded, (await trainer.Client.EndAsync(parted)).State);

        var (one, other) = (await trainer.LossesAsync("whole"), await trainer.LossesAsync(parted));
        Assert.Equal(one.Keys.Order(), other.Keys.Order());
        Assert.All(one, loss => Assert.Equal(loss.Value, other[loss.Key], 1e-6));
        Assert.Contains(
            await trainer.Client.WatchAsync(parted),
            entry => entry.Message.StartsWith("Goes on from step", StringComparison.Ordinal));
        Assert.Equal(directory.Manifest("whole").Fingerprint, directory.Manifest(parted).Fingerprint);
    }

    /// <summary>
    /// Starts a job and cancels it after a step. A fast machine may end it before the wish arrives: then another is
    /// started.
    /// </summary>
    private static async Task<string> CancelAsync(this TestTrainer trainer, JobSpec spec, ulong after)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var (id, parted) = ($"parted-{attempt}", spec.Clone());
            parted.OutputName = id;
            await trainer.Client.StartAsync(id, parted);
            await trainer.Client.UntilAsync(
                id, entry => entry.Progress is { HasLoss: true } progress && progress.Step >= after);
            try
            {
                Assert.Equal(JobState.Cancelled, (await trainer.Client.CancelAsync(id)).State);
                return id;
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.FailedPrecondition)
            {
                Assert.Equal(JobState.Succeeded, (await trainer.Client.EndAsync(id)).State);
            }
        }

        throw new InvalidOperationException($"Each of {Attempts} jobs ended before it could be cancelled.");
    }

    /// <summary>What a job published.</summary>
    public static Bundle Bundle(this TemporaryDirectory directory, string name) =>
        new BundleStore(directory["bundles"]).Find(name);

    public static BundleManifest Manifest(this TemporaryDirectory directory, string name) =>
        directory.Bundle(name).Manifest;
}
