using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Jobs;

public sealed class RestartTests
{
    [Fact]
    public async Task Job_KilledWithItsProcess_GoesOnAndEndsAsAnUndisturbedOne()
    {
        using var directory = new TemporaryDirectory();
        await using (var trainer = await TrainerProcess.StartAsync(directory))
        {
            await trainer.Client.StartAsync("whole", CountingRecipe.Spec("whole", steps: 200));
            await trainer.Client.StartAsync("a", CountingRecipe.Spec("a", steps: 200, script: "hold@127"));
            await trainer.Client.StartAsync("b", CountingRecipe.Spec("b", steps: 1));
            await trainer.Client.UntilStepAsync("a", 126);
            await trainer.KillAsync();
        }

        directory.Write("release", "");
        await using var restarted = await TrainerProcess.StartAsync(directory);
        var events = await restarted.Client.WatchAsync("a");
        Assert.Contains(events, entry => entry.Message == "resumed from step 120");
        Assert.Equal((await restarted.Client.WatchAsync("whole")).Result(), events.Result());
        var (a, b) = (await restarted.Client.GetAsync("a"), await restarted.Client.EndAsync("b"));
        Assert.Equal((JobState.Succeeded, JobState.Succeeded), (a.State, b.State));
        Assert.True(a.Ended <= b.Started);
    }

    [Fact]
    public async Task Job_ThatTakesTheProcessDownAgainAndAgain_FailsInTheEnd()
    {
        using var directory = new TemporaryDirectory();
        for (var life = 0; life < 3; life++)
        {
            await using var trainer = await TrainerProcess.StartAsync(directory);
            if (life == 0)
                await trainer.Client.StartAsync("a", CountingRecipe.Spec("a", script: "hold@5"));
            await trainer.Client.UntilAsync("a", Running(life + 1));
            await trainer.KillAsync();
        }

        await using var last = await TrainerProcess.StartAsync(directory);
        var job = await last.Client.GetAsync("a");
        Assert.Equal((JobState.Failed, "INTERRUPTED"), (job.State, job.ErrorReason));
        directory.Write("release", "");
        await last.Client.ResumeAsync("a");
        Assert.Equal(JobState.Succeeded, (await last.Client.EndAsync("a")).State);
    }

    [Fact]
    public async Task Job_OfATrainerThatWasStopped_GoesOnWithoutAnInterruption()
    {
        using var directory = new TemporaryDirectory();
        await using (var trainer = await TrainerProcess.StartAsync(directory))
        {
            await trainer.Client.StartAsync("a", CountingRecipe.Spec("a", script: "hold@45"));
            await trainer.Client.UntilStepAsync("a", 44);
            await trainer.TerminateAsync();
        }

        Assert.Contains(
            "\"state\": \"Queued\"", File.ReadAllText(directory["data/jobs/a/job.json"]), StringComparison.Ordinal);
        directory.Write("release", "");
        await using var restarted = await TrainerProcess.StartAsync(directory);
        Assert.Contains(await restarted.Client.WatchAsync("a"), entry => entry.Message == "resumed from step 40");
    }

    [Theory]
    [InlineData(1, JobState.Succeeded, "")]
    [InlineData(2, JobState.Failed, "CHECKPOINT_CORRUPT")]
    public async Task Job_WithDamagedCheckpoints_GoesBackToOneThatIsWhole(int damaged, JobState state, string reason)
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec(script: "hold@35"));
        await trainer.Client.UntilStepAsync("a", 34);
        await trainer.Client.CancelAsync("a");
        foreach (var checkpoint in Directory.GetDirectories(directory["data/jobs/a/checkpoints"])
                .OrderDescending()
                .Take(damaged))
            await File.WriteAllBytesAsync(Path.Combine(checkpoint, "state"), new byte[8]);
        directory.Write("release", "");
        await trainer.Client.ResumeAsync("a");
        var job = await trainer.Client.EndAsync("a");
        Assert.Equal((state, reason), (job.State, job.ErrorReason));
        var events = await trainer.Client.WatchAsync("a");
        if (damaged == 1)
            Assert.Contains(events, entry => entry.Message == "resumed from step 20");
    }

    [Fact]
    public async Task Trainer_OnADirectoryInUse_DoesNotStartAndSaysSo()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TrainerProcess.StartAsync(directory);
        Assert.Contains(
            "in use by another process", await TrainerProcess.RefusedAsync(directory), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trainer_WithADamagedRecord_StartsWithoutThatJob()
    {
        using var directory = new TemporaryDirectory();
        await using (var trainer = await TestTrainer.StartAsync(directory))
        {
            await trainer.Client.StartAsync("a", CountingRecipe.Spec("a"));
            await trainer.Client.StartAsync("b", CountingRecipe.Spec("b"));
            await trainer.Client.EndAsync("b");
        }

        directory.Write("data/jobs/a/job.json", "{\"format\":1,\"id\":");
        await using var restarted = await TestTrainer.StartAsync(directory);
        Assert.Equal("b", Assert.Single((await restarted.Client.ListJobsAsync(new ListJobsRequest())).Jobs).JobId);
        Assert.True(File.Exists(directory["data/jobs/a/job.json"]));
    }

    [Fact]
    public async Task Trainer_WithJobsWhoseFilesCannotBeRead_StartsWithTheOthers()
    {
        using var directory = new TemporaryDirectory();
        await using (var trainer = await TestTrainer.StartAsync(directory))
        {
            foreach (var id in new[] { "a", "b" })
            {
                await trainer.Client.StartAsync(id, CountingRecipe.Spec(id));
                await trainer.Client.EndAsync(id);
            }
        }

        // A directory in a file's place is what no user may read; a copy of a job is nobody's job.
        Directory.CreateDirectory(directory["data/jobs/unreadable/job.json"]);
        Directory.CreateDirectory(directory["data/jobs/copy"]);
        File.Copy(directory["data/jobs/b/job.json"], directory["data/jobs/copy/job.json"]);
        await using var restarted = await TestTrainer.StartAsync(directory);
        Assert.Equal(
            ["a", "b"],
            (await restarted.Client.ListJobsAsync(new ListJobsRequest())).Jobs.Select(job => job.JobId).Order());
        Assert.True(Directory.Exists(directory["data/jobs/unreadable"]));
        await restarted.Client.StartAsync("c", CountingRecipe.Spec("c"));
        Assert.Equal(JobState.Succeeded, (await restarted.Client.EndAsync("c")).State);
    }

    [Theory]
    [InlineData("jobs/a/job.json", false)]
    [InlineData("jobs/a/events.log", false)]
    [InlineData("jobs/a/.job.json.new", true)]
    [InlineData("reserve", true)]
    public async Task Trainer_WithAPipeInAFilesPlace_WaitsForNobody(string file, bool served)
    {
        using var directory = new TemporaryDirectory();
        await using (var trainer = await TestTrainer.StartAsync(directory))
        {
            await trainer.Client.StartAsync("a", CountingRecipe.Spec("a"));
            await trainer.Client.EndAsync("a");
        }

        SpecialFiles.MakePipe(directory[$"data/{file}"]);
        await using var restarted = await TestTrainer.StartAsync(directory);
        await restarted.Client.StartAsync("b", CountingRecipe.Spec("b"));
        Assert.Equal(JobState.Succeeded, (await restarted.Client.EndAsync("b")).State);
        var jobs = (await restarted.Client.ListJobsAsync(new ListJobsRequest())).Jobs;
        Assert.Equal(served, jobs.Any(job => job.JobId == "a"));
    }

    [Fact]
    public async Task Trainer_WithAJobThatCannotBeWritten_GoesOnWithTheOthers()
    {
        using var directory = new TemporaryDirectory();
        await using (var trainer = await TrainerProcess.StartAsync(directory))
        {
            await trainer.Client.StartAsync("a", CountingRecipe.Spec("a", script: "hold@5"));
            await trainer.Client.StartAsync("b", CountingRecipe.Spec("b"));
            await trainer.Client.UntilAsync("a", Running(1));
            await trainer.KillAsync();
        }

        directory.Write("release", "");
        // Where the record's next version would be written.
        Directory.CreateDirectory(directory["data/jobs/a/.job.json.new"]);
        await using var restarted = await TestTrainer.StartAsync(directory);
        Assert.Equal(JobState.Succeeded, (await restarted.Client.EndAsync("b")).State);
    }

    private static Func<JobEvent, bool> Running(int times)
    {
        var seen = 0;
        return entry => entry.EventCase == JobEvent.EventOneofCase.State
            && entry.State == JobState.Running
            && ++seen == times;
    }
}
