using Google.Rpc;
using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Jobs;

public sealed class StartJobTests
{
    [Fact]
    public async Task StartJob_SameIdAndSpecAgain_IsTheSameJob()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        var first = await trainer.Client.StartAsync("a", CountingRecipe.Spec());
        await trainer.Client.EndAsync("a");
        var again = await trainer.Client.StartAsync("a", CountingRecipe.Spec());
        Assert.Equal((first.Created, JobState.Succeeded), (again.Created, again.State));
        Assert.Single((await trainer.Client.ListJobsAsync(new ListJobsRequest())).Jobs);
    }

    [Fact]
    public async Task StartJob_PublishingUnderANameThatServicesServe_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        directory.Publish("default", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartAsync(
            directory, "--Trainer:ProtectedNames=default, awaited");
        var error = await RichErrors.FailsAsync(trainer.Client.StartJobAsync(
            new StartJobRequest { JobId = "a", Spec = CountingRecipe.Spec("default") }));
        Assert.Equal((StatusCode.FailedPrecondition, "OUTPUT_NAME_TAKEN"), (error.StatusCode, error.Reason()));

        await trainer.Client.StartAsync("a", CountingRecipe.Spec("another"));
        await trainer.Client.StartAsync("b", CountingRecipe.Spec("awaited"));
    }

    [Fact]
    public async Task StartJob_SameIdAfterARestart_IsTheSameJob()
    {
        using var directory = new TemporaryDirectory();
        await using (var trainer = await TestTrainer.StartAsync(directory))
        {
            await trainer.Client.StartAsync("a", CountingRecipe.Spec());
            await trainer.Client.EndAsync("a");
        }

        await using var restarted = await TestTrainer.StartAsync(directory);
        Assert.Equal(JobState.Succeeded, (await restarted.Client.StartAsync("a", CountingRecipe.Spec())).State);
    }

    [Fact]
    public async Task StartJob_SameIdWithAnotherSpec_AlreadyExistsAndNamesTheField()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec(steps: 5));
        var error = await FailsAsync(trainer, "a", CountingRecipe.Spec(steps: 6));
        Assert.Equal((StatusCode.AlreadyExists, "JOB_EXISTS"), (error.StatusCode, error.Reason()));
        Assert.Equal("job_id", Assert.Single(error.Detail<BadRequest>().FieldViolations).Field);
    }

    [Fact]
    public async Task StartJob_WithoutId_GetsOneOfTheServers()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        var job = await trainer.Client.StartAsync("", CountingRecipe.Spec());
        Assert.StartsWith("job-", job.JobId, StringComparison.Ordinal);
        Assert.Equal(JobState.Succeeded, (await trainer.Client.EndAsync(job.JobId)).State);
    }

    [Fact]
    public async Task StartJob_WithSeveralMistakes_NamesEveryField()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        var spec = CountingRecipe.Spec(output: "no name/", steps: 0);
        spec.AlignQueryEncoder.HeldOutFraction = 2;
        var error = await FailsAsync(trainer, "../up", spec);
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal(
            [
                "job_id", "spec.output_name", "spec.align_query_encoder.optimization.steps",
                "spec.align_query_encoder.held_out_fraction",
            ],
            error.Detail<BadRequest>().FieldViolations.Select(violation => violation.Field));
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("A")]
    [InlineData(".")]
    [InlineData("-a")]
    [InlineData("a/b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task StartJob_WithAnIdThatIsNone_IsInvalid(string id)
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        Assert.Equal(StatusCode.InvalidArgument, (await FailsAsync(trainer, id, CountingRecipe.Spec())).StatusCode);
    }

    [Fact]
    public async Task StartJob_WithoutSpecOrRecipeOrName_SaysWhatToGive()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        Assert.Equal("spec.recipe", FieldOf(await FailsAsync(trainer, "a", null)));
        Assert.Equal("spec.recipe", FieldOf(await FailsAsync(trainer, "a", new JobSpec { OutputName = "out" })));
        Assert.Equal("spec.output_name", FieldOf(await FailsAsync(trainer, "a", CountingRecipe.Spec(output: ""))));
    }

    [Fact]
    public async Task StartJob_OfAKindThatIsNotOffered_IsUnimplementedAndListsTheOthers()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        var error = await FailsAsync(trainer, "a", new JobSpec { OutputName = "out", ProbeLayers = new ProbeLayers() });
        Assert.Equal((StatusCode.Unimplemented, "UNIMPLEMENTED"), (error.StatusCode, error.Reason()));
        Assert.Contains("probe_layers", error.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("align_query_encoder", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartJob_WithTheNameOfAnActiveJob_IsRefusedUntilThatHasEnded()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory);
        await trainer.Client.StartAsync("a", CountingRecipe.Spec("same", script: "hold@5"));
        var error = await FailsAsync(trainer, "b", CountingRecipe.Spec("same"));
        Assert.Equal((StatusCode.FailedPrecondition, "OUTPUT_NAME_TAKEN"), (error.StatusCode, error.Reason()));
        Assert.Equal("spec.output_name", FieldOf(error));
        await trainer.Client.CancelAsync("a");
        await trainer.Client.StartAsync("b", CountingRecipe.Spec("same", script: "hold@5"));
        var resumed = await Assert.ThrowsAsync<RpcException>(() => trainer.Client.ResumeAsync("a"));
        Assert.Equal("OUTPUT_NAME_TAKEN", resumed.Reason());
    }

    [Fact]
    public async Task StartJob_WithAFullQueue_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartAsync(directory, "--Trainer:MaxQueuedJobs=1");
        await trainer.Client.StartAsync("a", CountingRecipe.Spec("a", script: "hold@5"));
        await trainer.Client.UntilStepAsync("a", 4);
        await trainer.Client.StartAsync("b", CountingRecipe.Spec("b"));
        var error = await FailsAsync(trainer, "c", CountingRecipe.Spec("c"));
        Assert.Equal((StatusCode.ResourceExhausted, "QUEUE_FULL"), (error.StatusCode, error.Reason()));
    }

    private static Task<RpcException> FailsAsync(TestTrainer trainer, string id, JobSpec? spec) =>
        RichErrors.FailsAsync(trainer.Client.StartJobAsync(new StartJobRequest { JobId = id, Spec = spec }));

    private static string FieldOf(RpcException error) =>
        Assert.Single(error.Detail<BadRequest>().FieldViolations).Field;
}
