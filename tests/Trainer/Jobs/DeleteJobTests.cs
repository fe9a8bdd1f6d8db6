using Google.Rpc;
using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Jobs;

public sealed class DeleteJobTests
{
    [Fact]
    public async Task DeleteJob_ThatHasSucceeded_LeavesNothingOfItOnce()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec());
        await trainer.Client.EndAsync("a");

        var deleted = await DeleteAsync(trainer, "a");
        var again = await RichErrors.FailsAsync(DeleteAsync(trainer, "a"));

        Assert.Equal("a", deleted.JobId);
        Assert.InRange(deleted.Bytes, 1ul, ulong.MaxValue);
        Assert.Empty(Directory.GetFileSystemEntries(directory["data/jobs"]));
        Assert.Empty((await trainer.Client.ListJobsAsync(new ListJobsRequest())).Jobs);
        Assert.Equal((StatusCode.NotFound, "JOB_NOT_FOUND"), (again.StatusCode, again.Reason()));
    }

    [Theory]
    [InlineData("runs")]
    [InlineData("waits")]
    public async Task DeleteJob_ThatHasNotEnded_IsRefusedUntilItIsCancelled(string id)
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("runs", CountingRecipe.Spec("runs", script: "hold@5"));
        await trainer.Client.StartAsync("waits", CountingRecipe.Spec("waits"));
        await trainer.Client.UntilStepAsync("runs", 4);

        var error = await RichErrors.FailsAsync(DeleteAsync(trainer, id));
        Assert.Equal((StatusCode.FailedPrecondition, "JOB_NOT_ENDED"), (error.StatusCode, error.Reason()));
        Assert.Contains("cancel it first", error.Status.Detail, StringComparison.Ordinal);
        Assert.True(File.Exists(directory[$"data/jobs/{id}/job.json"]));

        await trainer.Client.CancelAsync(id);
        await DeleteAsync(trainer, id);
        Assert.False(Directory.Exists(directory[$"data/jobs/{id}"]));
    }

    /// <summary>The id is free again: the same call starts another job.</summary>
    [Fact]
    public async Task StartJob_UnderTheIdOfADeletedOne_BeginsAnew()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec(script: "nan@35"));
        Assert.Equal(JobState.Failed, (await trainer.Client.EndAsync("a")).State);
        await DeleteAsync(trainer, "a");

        await trainer.Client.StartAsync("a", CountingRecipe.Spec(seed: 8));

        Assert.Equal(JobState.Succeeded, (await trainer.Client.EndAsync("a")).State);
        Assert.DoesNotContain(
            await trainer.Client.WatchAsync("a"),
            entry => entry.Message.StartsWith("resumed", StringComparison.Ordinal));
    }

    /// <summary>As a Trainer that is killed between the two steps of a deletion leaves it.</summary>
    [Fact]
    public async Task Trainer_ThatStartsAfterAHalfDeletion_HasNothingOfTheJob()
    {
        using var directory = new TemporaryDirectory();
        await using (var trainer = await TestTrainer.StartAsync(directory))
        {
            await trainer.Client.StartAsync("a", CountingRecipe.Spec("a"));
            await trainer.Client.StartAsync("b", CountingRecipe.Spec("b"));
            await trainer.Client.EndAsync("b");
        }

        Directory.Move(directory["data/jobs/a"], directory["data/jobs/.removed-0123"]);
        File.Delete(directory["data/jobs/.removed-0123/events.log"]);
        await using var restarted = await TestTrainer.StartAsync(directory);

        Assert.Equal([directory["data/jobs/b"]], Directory.GetFileSystemEntries(directory["data/jobs"]));
        Assert.Equal(
            ["b"], (await restarted.Client.ListJobsAsync(new ListJobsRequest())).Jobs.Select(job => job.JobId));
    }

    [Fact]
    public async Task DeleteJob_WithMuchToSay_IsRefusedByField()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        var error = await RichErrors.FailsAsync(trainer.Client.DeleteJobAsync(new DeleteJobRequest
        {
            JobId = "a",
            Actor = new string('x', 257),
            Reason = new string('x', 2_001),
        }));
        Assert.Equal(
            ["actor", "reason"], error.Detail<BadRequest>().FieldViolations.Select(violation => violation.Field));
    }

    /// <summary>Readers who come with a deletion hear all of the job or that it is not there.</summary>
    [Fact]
    public async Task WatchJob_WhileJobsAreDeleted_EndsWholeOrNotFound()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        var statuses = new List<StatusCode>();
        for (var i = 0; i < 20; i++)
        {
            await trainer.Client.StartAsync($"j{i}", CountingRecipe.Spec($"j{i}"));
            await trainer.Client.EndAsync($"j{i}");
            var readers = Enumerable.Range(0, 8).Select(_ => StatusOfWatchAsync(trainer, $"j{i}")).ToList();
            await DeleteAsync(trainer, $"j{i}");
            statuses.AddRange(await Task.WhenAll(readers));
        }

        Assert.All(statuses, status => Assert.Contains(status, new[] { StatusCode.OK, StatusCode.NotFound }));
    }

    private static async Task<StatusCode> StatusOfWatchAsync(TestTrainer trainer, string id)
    {
        try
        {
            await trainer.Client.WatchAsync(id);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    private static AsyncUnaryCall<DeleteJobResponse> DeleteAsync(TestTrainer trainer, string id) =>
        trainer.Client.DeleteJobAsync(new DeleteJobRequest { JobId = id, Actor = "somebody", Reason = "done with it" });
}
