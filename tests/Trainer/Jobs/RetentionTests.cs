using Kale.ServiceDefaults.Tests.Support;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Jobs;

/// <summary>What a failed or cancelled job would be resumed from is kept for a while.</summary>
public sealed class RetentionTests
{
    private const string Often = "--Trainer:Retention:Interval=00:00:00.050";

    [Theory]
    [InlineData("failed", "--Trainer:Retention:FailedCheckpoints=0")]
    [InlineData("cancelled", "--Trainer:Retention:CancelledCheckpoints=0")]
    public async Task Checkpoints_WhoseTimeIsOver_GoAndTheJobBeginsAnew(string id, string setting)
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory, Often, setting);
        await EndBothAsync(trainer);

        await Wait.UntilAsync(() => Task.FromResult(HasCheckpoints(directory, id)), has => !has);

        Assert.True(HasCheckpoints(directory, id == "failed" ? "cancelled" : "failed"));
        var told = await Wait.UntilAsync(
            () => trainer.Client.WatchAsync(id), events => events[^1].Message.Contains("resumed, it begins anew"));
        Assert.Contains("Trainer:Retention", told[^1].Message, StringComparison.Ordinal);
        directory.Write("release", "");
        await trainer.Client.ResumeAsync(id);
        var events = await trainer.Client.WatchAsync(id);
        Assert.DoesNotContain(events, entry => entry.Message.StartsWith("resumed from", StringComparison.Ordinal));
    }

    /// <summary>As a Trainer that is killed between the two steps leaves it.</summary>
    [Fact]
    public async Task Checkpoints_ThatWereHalfRemoved_AreGoneAfterTheNextStart()
    {
        using var directory = new TemporaryDirectory();
        await using (var trainer = await TestTrainer.StartAsync(directory))
            await EndBothAsync(trainer);
        Directory.Move(directory["data/jobs/failed/checkpoints"], directory["data/jobs/failed/.removed-0123"]);

        await using var restarted = await TestTrainer.StartAsync(directory);

        Assert.False(Directory.Exists(directory["data/jobs/failed/.removed-0123"]));
        Assert.True(HasCheckpoints(directory, "cancelled"));
        Assert.Equal(JobState.Failed, (await restarted.Client.GetAsync("failed")).State);
    }

    private static async Task EndBothAsync(TestTrainer trainer)
    {
        await trainer.Client.StartAsync("failed", CountingRecipe.Spec("failed", script: "nan@35"));
        await trainer.Client.EndAsync("failed");
        await trainer.Client.StartAsync("cancelled", CountingRecipe.Spec("cancelled", script: "hold@35"));
        await trainer.Client.UntilStepAsync("cancelled", 34);
        await trainer.Client.CancelAsync("cancelled");
    }

    private static bool HasCheckpoints(TemporaryDirectory directory, string id) =>
        Directory.Exists(directory[$"data/jobs/{id}/checkpoints"]);
}
