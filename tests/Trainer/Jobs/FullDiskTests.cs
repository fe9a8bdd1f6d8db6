using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Jobs;

/// <summary>
/// Calls that find no room to write down what they promise: refused, and as if they had not been made.
/// </summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task StartJob_WithoutRoomForIt_LeavesNothing()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TrainerProcess.StartAsync(directory, kilobytes: 512);
        var large = CountingRecipe.Spec();
        large.AlignQueryEncoder.Student = new string('x', 1_000_000);
        await IsFullAsync(() => trainer.Client.StartAsync("a", large), directory);
        Assert.Empty(Directory.GetDirectories(directory["data/jobs"]));
        Assert.Empty((await trainer.Client.ListJobsAsync(new ListJobsRequest())).Jobs);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec());
        Assert.Equal(JobState.Succeeded, (await trainer.Client.EndAsync("a")).State);
    }

    [Fact]
    public async Task CancelJob_ThatWaits_WithoutRoomForIt_LetsItWaitOn()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("before", CountingRecipe.Spec("before", script: "hold@5"));
        await trainer.Client.UntilStepAsync("before", 4);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec());
        using (new FullDisk(directory, "a"))
            await IsFullAsync(() => trainer.Client.CancelAsync("a"), directory);
        var waiting = await trainer.Client.GetAsync("a");
        Assert.Equal((JobState.Queued, 1U), (waiting.State, waiting.QueuePosition));
        directory.Write("release", "");
        Assert.Equal(JobState.Succeeded, (await trainer.Client.EndAsync("a")).State);
    }

    [Fact]
    public async Task ResumeJob_WithoutRoomForIt_LeavesItAsItWas()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec(script: "read@25"));
        await trainer.Client.EndAsync("a");
        directory.Write("texts", "back");
        using (new FullDisk(directory, "a"))
            await IsFullAsync(() => trainer.Client.ResumeAsync("a"), directory);
        Assert.Equal(JobState.Failed, (await trainer.Client.GetAsync("a")).State);
        await trainer.Client.ResumeAsync("a");
        Assert.Equal(JobState.Succeeded, (await trainer.Client.EndAsync("a")).State);
    }

    private static async Task IsFullAsync(Func<Task> call, TemporaryDirectory directory)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((StatusCode.ResourceExhausted, "STORAGE_FULL"), (error.StatusCode, error.Reason()));
        Assert.Contains(
            $"The disk of '{directory["data"]}' is full; free some space",
            error.Status.Detail,
            StringComparison.Ordinal);
    }

    /// <summary>
    /// As long as it lives, the file that is to take the place of a job's record lies on a device that is full.
    /// </summary>
    private sealed class FullDisk : IDisposable
    {
        private readonly string _link;

        public FullDisk(TemporaryDirectory directory, string job)
        {
            _link = directory[$"data/jobs/{job}/.job.json.new"];
            File.CreateSymbolicLink(_link, "/dev/full");
        }

        public void Dispose() => File.Delete(_link);
    }
}
