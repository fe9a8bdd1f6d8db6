using System.Text.Json.Nodes;
using Kale.Bundles;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes.Alignment;

public sealed class RefusedStudentTests
{
    private const int Steps = 120;
    private const string Refusal = "BUNDLE_PROBE_MISMATCH";

    // Earlier versions threw students away that were far from the probes, after all of their training.
    [Fact]
    public async Task Align_RefusedByAnEarlierVersion_PublishesItsStudentWhenResumed()
    {
        using var directory = new TemporaryDirectory();
        directory.Publish(Alignments.Teacher, TinyBundles.Dual(layers: 3));
        await TrainWithoutPublishingAsync(directory);
        Refuse(directory["data/jobs/a/job.json"]);

        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        Assert.Equal(Refusal, (await trainer.Client.GetAsync("a")).ErrorReason);
        await trainer.Client.ResumeAsync("a");
        var job = await trainer.Client.EndAsync("a");

        Assert.True(job.State == JobState.Succeeded, job.ErrorMessage);
        var manifest = directory.Manifest("student");
        Assert.Equal(manifest.Id, Assert.Single(job.BundleIds));
        Assert.InRange(manifest.Provenance.Quality["probes/found"], 0, 1);
        var events = await trainer.Client.WatchAsync("a");
        Assert.Contains(events, entry => entry.Message == $"Goes on from step {Steps}.");
        Assert.Single(events, entry => entry.Progress is { Stage: "training", Step: Steps });
    }

    /// <summary>All steps are done and kept, and no bundle: where the store was there is none.</summary>
    private static async Task TrainWithoutPublishingAsync(TemporaryDirectory directory)
    {
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var alignment = Alignments.Alignment(directory.WriteTexts(), Steps);
        alignment.Optimization.EvaluateEverySteps = Steps; // Never so often that it stops early.
        await trainer.Client.StartAsync("a", Alignments.Spec(alignment));
        await trainer.Client.UntilAsync("a", entry => entry.Progress is { Stage: "training", Step: >= 5 });
        Directory.Move(directory["bundles"], directory["aside"]);
        directory.Write("bundles", "");
        Assert.Equal(JobState.Failed, (await trainer.Client.EndAsync("a")).State);
        File.Delete(directory["bundles"]);
        Directory.Move(directory["aside"], directory["bundles"]);
        Assert.DoesNotContain("student", new BundleStore(directory["bundles"]).Names.Keys);
    }

    private static void Refuse(string path)
    {
        var record = JsonNode.Parse(File.ReadAllText(path))!;
        record["failure"]!["reason"] = Refusal;
        record["failure"]!["message"] = "The mean cosine is 0.31, the space asks for 0.5; train longer.";
        File.WriteAllText(path, record.ToJsonString());
    }
}
