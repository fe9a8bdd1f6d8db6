using Google.Rpc;
using Grpc.Core;
using Kale.Bundles;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Trainer.Tests.Recipes.Alignment;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Jobs;

/// <summary>A name of an encoder means to a job what it meant when the job was started.</summary>
public sealed class JobEncodersTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly DataSet _texts;

    // Once: a file that changes while a job reads it fails the job.
    public JobEncodersTests() => _texts = _directory.WriteTexts();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Job_WhoseTeachersNameMovesOn_HasTheTeacherItWasStartedWith()
    {
        var teacher = _directory.PublishTeacher();
        await using (var trainer = await TestTrainer.StartWithRecipesAsync(_directory))
        {
            await StartAndCancelAsync(trainer);
            _directory.PublishTeacher(layers: 1, seed: 9);
        }

        await using var restarted = await TestTrainer.StartWithRecipesAsync(_directory);
        await restarted.Client.ResumeAsync("a");
        var job = await restarted.Client.EndAsync("a");
        Assert.True(job.State == JobState.Succeeded, job.ErrorMessage);
        Assert.Equal(teacher.Id, _directory.Manifest("a").Provenance.Teacher);
        Assert.Equal([0, 2], _directory.Manifest("a").LayersKept);
        // The same call is the same job; another one asks for what the name means now, which has one layer.
        Assert.Equal(job.Created, (await restarted.Client.StartAsync("a", Spec("a"))).Created);
        var refused = await RichErrors.FailsAsync(
            restarted.Client.StartJobAsync(new StartJobRequest { Spec = Spec("b") }));
        Assert.Contains(
            "0 to 1",
            Assert.Single(refused.Detail<BadRequest>().FieldViolations).Description,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResumeJob_WhoseTeacherIsGone_SaysWhichItWas()
    {
        var teacher = _directory.PublishTeacher();
        await using var trainer = await TestTrainer.StartWithRecipesAsync(_directory);
        await StartAndCancelAsync(trainer);
        _directory.PublishTeacher(seed: 9);
        new BundleStore(_directory["bundles"]).Remove(teacher.Id);

        var error = await Assert.ThrowsAsync<RpcException>(() => trainer.Client.ResumeAsync("a"));
        var violation = Assert.Single(error.Detail<BadRequest>().FieldViolations);
        Assert.Equal("spec.align_query_encoder.teacher", violation.Field);
        Assert.Contains(
            $"'teacher' was {teacher.Id} when the job was started", violation.Description, StringComparison.Ordinal);
    }

    // Behind another job, so that it has not begun.
    private async Task StartAndCancelAsync(TestTrainer trainer)
    {
        var before = Spec("before");
        before.AlignQueryEncoder.Optimization.Steps = 1_000_000;
        await trainer.Client.StartAsync("before", before);
        await trainer.Client.StartAsync("a", Spec("a"));
        Assert.Equal(JobState.Cancelled, (await trainer.Client.CancelAsync("a")).State);
        await trainer.Client.CancelAsync("before");
    }

    private JobSpec Spec(string output) =>
        Alignments.Spec(Alignments.Alignment(_texts, steps: 10), output);
}
