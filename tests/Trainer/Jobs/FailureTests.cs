using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Jobs;

public sealed class FailureTests
{
    [Theory]
    [InlineData("nan@25", "LOSS_NOT_FINITE", "learning_rate")]
    [InlineData("memory@25", "OUT_OF_MEMORY", "batch_size")]
    [InlineData("bug@25", "INTERNAL", "a bug")]
    public async Task Job_ThatFails_SaysWhyAndWhatToDo(string script, string reason, string hint)
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec(script: script));
        var job = await trainer.Client.EndAsync("a");
        Assert.Equal((JobState.Failed, reason), (job.State, job.ErrorReason));
        Assert.Contains(hint, job.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(await trainer.Client.WatchAsync("a"), entry => entry.Message == job.ErrorMessage);
        Assert.False(Directory.Exists(directory["data/jobs/a/work"]));
    }

    [Fact]
    public async Task Job_WhoseDataSetVanished_FailsAndGoesOnWhenItIsBack()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec(script: "read@25"));
        var failed = await trainer.Client.EndAsync("a");
        Assert.Equal((JobState.Failed, "DATA_NOT_FOUND"), (failed.State, failed.ErrorReason));
        directory.Write("texts", "back");
        await trainer.Client.ResumeAsync("a");
        var job = await trainer.Client.EndAsync("a");
        Assert.Equal((JobState.Succeeded, ""), (job.State, job.ErrorReason));
        Assert.Contains(await trainer.Client.WatchAsync("a"), entry => entry.Message == "resumed from step 20");
    }

    [Fact]
    public async Task Jobs_AfterOneThatFailed_Run()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec("a", script: "bug@2"));
        await trainer.Client.StartAsync("b", CountingRecipe.Spec("b"));
        Assert.Equal(JobState.Succeeded, (await trainer.Client.EndAsync("b")).State);
    }

    [Fact]
    public async Task Job_ThatFillsTheDisk_FailsAndKeepsItsCheckpoints()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec(script: "fill@35"));
        var job = await trainer.Client.EndAsync("a");
        Assert.Equal((JobState.Failed, "STORAGE_FULL"), (job.State, job.ErrorReason));
        Assert.Contains(directory["data"], job.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(
            ["step-000000000020", "step-000000000030"],
            Directory.GetDirectories(directory["data/jobs/a/checkpoints"]).Select(Path.GetFileName).Order());
        await trainer.Client.StartAsync("b", CountingRecipe.Spec("b"));
        Assert.Equal(JobState.Succeeded, (await trainer.Client.EndAsync("b")).State);
    }
}
