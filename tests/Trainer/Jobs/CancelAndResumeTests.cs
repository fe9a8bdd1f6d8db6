using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Jobs;

public sealed class CancelAndResumeTests
{
    [Fact]
    public async Task CancelJob_ThatRuns_StopsItAndKeepsOnlyCheckpoints()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec(script: "hold@35"));
        await trainer.Client.UntilStepAsync("a", 34);
        Assert.True(File.Exists(directory["data/jobs/a/work/partial"]));
        var cancelled = await trainer.Client.CancelAsync("a");
        Assert.Equal(JobState.Cancelled, cancelled.State);
        Assert.False(Directory.Exists(directory["data/jobs/a/work"]));
        Assert.Equal(2, Directory.GetDirectories(directory["data/jobs/a/checkpoints"]).Length);
        Assert.Equal(JobState.Cancelled, (await trainer.Client.WatchAsync("a"))[^1].State);
    }

    [Fact]
    public async Task ResumeJob_ThatWasCancelled_EndsAsAnUndisturbedOne()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("whole", CountingRecipe.Spec("whole"));
        await trainer.Client.StartAsync("a", CountingRecipe.Spec(script: "hold@35"));
        await trainer.Client.UntilStepAsync("a", 34);
        await trainer.Client.CancelAsync("a");
        directory.Write("release", "");
        await trainer.Client.ResumeAsync("a");
        var events = await trainer.Client.WatchAsync("a");
        Assert.Contains(events, entry => entry.Message == "resumed from step 30");
        Assert.Equal((await trainer.Client.WatchAsync("whole")).Result(), events.Result());
        Assert.Equal(
            [
                JobState.Queued, JobState.Running, JobState.Cancelled,
                JobState.Queued, JobState.Running, JobState.Succeeded,
            ],
            events.Where(entry => entry.EventCase == JobEvent.EventOneofCase.State).Select(entry => entry.State));
    }

    [Fact]
    public async Task CancelJob_ThatWaits_NeverRunsIt()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec("a", script: "hold@5"));
        await trainer.Client.StartAsync("b", CountingRecipe.Spec("b"));
        await trainer.Client.StartAsync("c", CountingRecipe.Spec("c"));
        var cancelled = await trainer.Client.CancelAsync("b");
        Assert.Equal((JobState.Cancelled, null), (cancelled.State, cancelled.Started));
        Assert.Equal(JobState.Cancelled, (await trainer.Client.CancelAsync("b")).State);
        directory.Write("release", "");
        Assert.Equal(JobState.Succeeded, (await trainer.Client.EndAsync("c")).State);
    }

    [Fact]
    public async Task CancelOrResume_OfAJobThatHasSucceeded_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec());
        await trainer.Client.EndAsync("a");
        var cancel = await Assert.ThrowsAsync<RpcException>(() => trainer.Client.CancelAsync("a"));
        var resume = await Assert.ThrowsAsync<RpcException>(() => trainer.Client.ResumeAsync("a"));
        Assert.All([cancel, resume], error =>
            Assert.Equal((StatusCode.FailedPrecondition, "JOB_ENDED"), (error.StatusCode, error.Reason())));
    }

    [Fact]
    public async Task ResumeJob_ThatRunsOrWaits_ChangesNothing()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec("a", script: "hold@5"));
        await trainer.Client.StartAsync("b", CountingRecipe.Spec("b"));
        await trainer.Client.UntilStepAsync("a", 4);
        Assert.Equal(JobState.Running, (await trainer.Client.ResumeAsync("a")).State);
        Assert.Equal(
            (JobState.Queued, 1u),
            ((await trainer.Client.ResumeAsync("b")).State, (await trainer.Client.GetAsync("b")).QueuePosition));
    }

    [Fact]
    public async Task GetReport_OfAJobThatHasSucceeded_GivesItsBytes()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec());
        var job = await trainer.Client.EndAsync("a");
        Assert.Contains("jobs/a/report.json", job.Reports);
        using var call = trainer.Client.GetReport(new GetReportRequest { JobId = "a", File = "report.json" });
        var bytes = new List<byte>();
        await foreach (var piece in call.ResponseStream.ReadAllAsync())
            bytes.AddRange(piece.Content);
        Assert.Equal(File.ReadAllBytes(directory["data/jobs/a/report.json"]), bytes);
    }

    [Fact]
    public async Task GetReport_OfAnyOtherFile_IsNotFound()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec());
        await trainer.Client.EndAsync("a");
        using var call = trainer.Client.GetReport(new GetReportRequest { JobId = "a", File = "../a/job.json" });
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal((StatusCode.NotFound, "REPORT_NOT_FOUND"), (error.StatusCode, error.Reason()));
    }
}
