using Kale.Trainer.Tests.Recipes.Alignment;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes;

/// <summary>
/// What befalls a job that was good when it was started: the job ends, says why and what to do, and publishes nothing.
/// </summary>
public sealed class MishapTests : IDisposable
{
    private const int Endless = 1_000_000;

    // A job that should have failed and does not would go on for long.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory _directory = new();

    public MishapTests() => _directory.PublishTeacher();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Align_WhoseQueriesVanish_FailsAndGoesOnWhenTheyAreBack()
    {
        await using var trainer = await TestTrainer.StartWithRecipesAsync(_directory);
        var failed = await RunAsync(trainer, queries => File.Move(queries, _directory["aside.txt"]));
        Assert.Equal("DATA_NOT_FOUND", failed.ErrorReason);
        Assert.StartsWith(
            "There is no 'root/mine.txt'. Put the data there", failed.ErrorMessage, StringComparison.Ordinal);
        File.Move(_directory["aside.txt"], _directory["mine.txt"]);
        await trainer.Client.ResumeAsync("a");
        var job = await EndAsync(trainer);
        Assert.True(job.State == JobState.Succeeded, job.ErrorMessage);
    }

    [Fact]
    public async Task Align_WhoseQueriesBecomeALinkOutOfTheRoot_DoesNotFollowIt()
    {
        await using var trainer = await TestTrainer.StartWithRecipesAsync(_directory);
        var failed = await RunAsync(trainer, queries =>
        {
            File.Delete(queries);
            File.CreateSymbolicLink(queries, "/etc/passwd");
        });
        Assert.Equal("DATA_REFUSED", failed.ErrorReason);
        Assert.StartsWith(
            "'root/mine.txt' leads out of the root 'root'", failed.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Align_WithBothCheckpointsDamaged_FailsAndSaysSo()
    {
        await using var trainer = await TestTrainer.StartWithRecipesAsync(_directory);
        var alignment = Alignments.Alignment(_directory.WriteTexts(), Endless);
        alignment.Optimization.EvaluateEverySteps = Endless; // Never so often that it stops early.
        await trainer.Client.StartAsync("a", Alignments.Spec(alignment));
        await trainer.Client.UntilAsync("a", entry => entry.Progress is { Stage: "training", Step: >= 25 });
        await trainer.Client.CancelAsync("a");
        var checkpoints = Directory.GetDirectories(_directory["data/jobs/a/checkpoints"]);
        Assert.Equal(2, checkpoints.Length);
        foreach (var file in checkpoints.SelectMany(Directory.GetFiles))
            await File.WriteAllBytesAsync(file, new byte[8]);
        await trainer.Client.ResumeAsync("a");
        var job = await EndAsync(trainer);
        Assert.Equal((JobState.Failed, "CHECKPOINT_CORRUPT"), (job.State, job.ErrorReason));
        Assert.Contains("under another id", job.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(Alignments.Teacher, Assert.Single(new Bundles.BundleStore(_directory["bundles"]).Names.Keys));
    }

    // The margin of the scores is no float32 any more, nor is its square.
    [Fact]
    public async Task TrainCrossEncoder_OnScoresBeyondFloat32_FailsAtTheFirstLoss()
    {
        await using var trainer = await TestTrainer.StartWithRecipesAsync(_directory);
        _directory.WriteLines("scored.jsonl", Enumerable.Range(0, 8).Select(i =>
            $$"""{"query": "{{BeirDirectories.Text(i)}}", "pos": ["a {{i}}"], "neg": ["b {{i}}"], "pos_scores": [1e300], "neg_scores": [-1e300]}"""));
        var training = new TrainCrossEncoder
        {
            Backbone = Alignments.Teacher,
            Data = new DataSet { Root = "root", Path = "scored.jsonl", Format = "flag-embedding" },
            Loss = "margin-mse",
            Optimization = TrainingJobs.Optimization(),
        };
        await trainer.Client.StartAsync("a", new JobSpec { OutputName = "crossed", TrainCrossEncoder = training });
        var job = await EndAsync(trainer);
        Assert.Equal((JobState.Failed, "LOSS_NOT_FINITE"), (job.State, job.ErrorReason));
        Assert.Contains(
            "at step 1 of training. Lower optimization.learning_rate", job.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(Alignments.Teacher, Assert.Single(new Bundles.BundleStore(_directory["bundles"]).Names.Keys));
    }

    /// <summary>
    /// Lets something happen to the queries of the job "a" before its turn, and waits for its failure.
    /// </summary>
    private async Task<Job> RunAsync(TestTrainer trainer, Action<string> happens)
    {
        var before = Alignments.Alignment(_directory.WriteTexts(), Endless);
        before.Optimization.EvaluateEverySteps = Endless;
        await trainer.Client.StartAsync("before", Alignments.Spec(before, "before"));
        await trainer.Client.StartAsync(
            "a", Alignments.Spec(Alignments.Alignment(_directory.WriteTexts(name: "mine.txt"), steps: 10)));
        happens(_directory["mine.txt"]);
        await trainer.Client.CancelAsync("before");
        var job = await EndAsync(trainer);
        Assert.Equal(JobState.Failed, job.State);
        return job;
    }

    private static Task<Job> EndAsync(TestTrainer trainer) => trainer.Client.EndAsync("a").WaitAsync(s_patience);
}
