using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Jobs;

public sealed class QueueTests
{
    [Fact]
    public async Task Jobs_Several_RunOneAfterAnotherInTheirOrder()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        string[] ids = ["d", "c", "b", "a"];
        foreach (var id in ids)
            await trainer.Client.StartAsync(id, CountingRecipe.Spec(id, script: id == "d" ? "hold@5" : ""));
        await trainer.Client.UntilStepAsync("d", 4);
        var positions = new List<uint>();
        foreach (var id in ids)
            positions.Add((await trainer.Client.GetAsync(id)).QueuePosition);
        Assert.Equal([0, 1, 2, 3], positions);

        directory.Write("release", "");
        var jobs = new List<Job>();
        foreach (var id in ids)
            jobs.Add(await trainer.Client.EndAsync(id));
        Assert.All(jobs, job => Assert.Equal(JobState.Succeeded, job.State));
        Assert.All(jobs.Zip(jobs.Skip(1)), pair => Assert.True(pair.First.Ended <= pair.Second.Started));
    }

    [Fact]
    public async Task Jobs_ThatWaited_KeepTheirOrderOverARestart()
    {
        using var directory = new TemporaryDirectory();
        await using (var trainer = await TestTrainer.StartAsync(directory))
        {
            await trainer.Client.StartAsync("running", CountingRecipe.Spec("running", script: "hold@15"));
            await trainer.Client.StartAsync("z", CountingRecipe.Spec("z"));
            await trainer.Client.StartAsync("y", CountingRecipe.Spec("y"));
            await trainer.Client.UntilStepAsync("running", 14);
        }

        directory.Write("release", "");
        await using var restarted = await TestTrainer.StartAsync(directory);
        var jobs = new List<Job>();
        foreach (var id in new[] { "running", "z", "y" })
            jobs.Add(await restarted.Client.EndAsync(id));
        Assert.All(jobs, job => Assert.Equal(JobState.Succeeded, job.State));
        Assert.True(jobs[0].Ended <= jobs[1].Started && jobs[1].Ended <= jobs[2].Started);
    }

    [Fact]
    public async Task ListJobs_InPages_GivesEveryJobOnceNewestFirst()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        var started = Enumerable.Range(0, 7).Select(i => $"job{i}").ToList();
        foreach (var id in started)
            await trainer.Client.StartAsync(id, CountingRecipe.Spec(id, steps: 1));
        var listed = new List<string>();
        var request = new ListJobsRequest { PageSize = 3 };
        do
        {
            var page = await trainer.Client.ListJobsAsync(request);
            Assert.True(page.Jobs.Count <= 3);
            listed.AddRange(page.Jobs.Select(job => job.JobId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(started.AsEnumerable().Reverse(), listed);
    }

    [Fact]
    public async Task ListJobs_ByState_GivesOnlyThose()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("good", CountingRecipe.Spec("good"));
        await trainer.Client.StartAsync("bad", CountingRecipe.Spec("bad", script: "nan@2"));
        await trainer.Client.EndAsync("bad");
        var failed = await trainer.Client.ListJobsAsync(new ListJobsRequest { States = { JobState.Failed } });
        Assert.Equal("bad", Assert.Single(failed.Jobs).JobId);
    }

    [Theory]
    [InlineData("nonsense", 1u)]
    [InlineData("", 1001u)]
    [InlineData("AAAA", 1u)]
    public async Task ListJobs_WithATokenOrSizeThatIsNone_IsInvalid(string token, uint size)
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        var error = await RichErrors.FailsAsync(
            trainer.Client.ListJobsAsync(new ListJobsRequest { PageSize = size, PageToken = token }));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }
}
