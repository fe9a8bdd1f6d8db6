using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Jobs;

public sealed class WatchJobTests
{
    [Fact]
    public async Task WatchJob_LateWatcher_GetsWhatTheEarlyOneGot()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec(script: "hold@50"));
        var early = trainer.Client.WatchAsync("a");
        await trainer.Client.UntilStepAsync("a", 49);
        var middle = trainer.Client.WatchAsync("a");
        directory.Write("release", "");
        var events = await early;
        Assert.Equal(events, await middle);
        Assert.Equal(events, await trainer.Client.WatchAsync("a"));
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (ulong)i), events.Select(entry => entry.Number));
    }

    [Fact]
    public async Task WatchJob_OfAGoodJob_TellsStatesProgressAndEvaluations()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec(steps: 30));
        var events = await trainer.Client.WatchAsync("a");
        Assert.Equal(
            [JobState.Queued, JobState.Running, JobState.Succeeded],
            events.Where(entry => entry.EventCase == JobEvent.EventOneofCase.State).Select(entry => entry.State));
        var progress = events.Where(entry => entry.Progress is not null).Select(entry => entry.Progress).ToList();
        Assert.Equal(Enumerable.Range(1, 30).Select(i => (ulong)i), progress.Select(step => step.Step));
        Assert.All(
            progress, step => Assert.Equal(("counting", 30UL, true), (step.Stage, step.TotalSteps, step.HasLoss)));
        Assert.Equal(TimeSpan.Zero, progress[^1].TimeLeft.ToTimeSpan());
        Assert.True(double.IsFinite(events.Result()));
        Assert.Equal(events[^1].Number, (ulong)events.Count);
    }

    [Fact]
    public async Task WatchJob_AfterANumber_GoesOnThere()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec());
        var all = await trainer.Client.WatchAsync("a");
        Assert.Equal(all.Skip(40), await trainer.Client.WatchAsync("a", after: 40));
        Assert.Empty(await trainer.Client.WatchAsync("a", after: ulong.MaxValue));
    }

    [Fact]
    public async Task WatchJob_AfterARestart_GivesTheWholeHistory()
    {
        using var directory = new TemporaryDirectory();
        List<JobEvent> before;
        await using (var trainer = await TestTrainer.StartAsync(directory))
        {
            await trainer.Client.StartAsync("a", CountingRecipe.Spec());
            before = await trainer.Client.WatchAsync("a");
        }

        await using var restarted = await TestTrainer.StartAsync(directory);
        Assert.Equal(before, await restarted.Client.WatchAsync("a"));
    }

    [Fact]
    public async Task WatchJob_WhenTheTrainerStops_IsUnavailable()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TrainerProcess.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec(script: "hold@5"));
        await trainer.Client.UntilStepAsync("a", 4);
        var watch = trainer.Client.WatchAsync("a");
        await trainer.TerminateAsync();
        var error = await Assert.ThrowsAsync<RpcException>(() => watch);
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    [Fact]
    public async Task Calls_ForAJobThatIsNot_AreNotFound()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        RpcException[] errors =
        [
            await Assert.ThrowsAsync<RpcException>(() => trainer.Client.WatchAsync("a")),
            await Assert.ThrowsAsync<RpcException>(() => trainer.Client.GetAsync("a")),
            await Assert.ThrowsAsync<RpcException>(() => trainer.Client.CancelAsync("a")),
            await Assert.ThrowsAsync<RpcException>(() => trainer.Client.ResumeAsync("a")),
        ];
        Assert.All(
            errors, error => Assert.Equal((StatusCode.NotFound, "JOB_NOT_FOUND"), (error.StatusCode, error.Reason())));
    }
}
