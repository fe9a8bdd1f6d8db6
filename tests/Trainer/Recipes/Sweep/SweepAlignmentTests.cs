using System.Text.Json;
using Grpc.Core;
using Kale.Bundles;
using Kale.Trainer.Recipes.Sweep;
using Kale.Trainer.Tests.Recipes.Alignment;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes.Sweep;

public sealed class SweepAlignmentTests
{
    [Fact]
    public async Task Sweep_OfPlansAndLosses_MeasuresAndPublishesEveryStudent()
    {
        using var directory = new TemporaryDirectory();
        var teacher = directory.PublishTeacher();
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var spec = Spec(directory.WriteBeir());
        await trainer.Client.StartAsync("a", spec);
        var job = await trainer.Client.EndAsync("a");
        Assert.True(job.State == JobState.Succeeded, job.ErrorMessage);
        string[] students = ["last-1-cosine", "last-1-kl-t10", "layers-none-cosine", "layers-none-kl-t10"];
        var store = new BundleStore(directory["bundles"]);
        var bundles = students.Select(student => store.Find($"out-{student}")).ToList();
        Assert.Equal(job.BundleIds, bundles.Select(bundle => bundle.Id));
        Assert.All(bundles, bundle => Assert.Equal(teacher.Manifest.SpaceId, bundle.Manifest.SpaceId));
        Assert.All(bundles, bundle => Assert.Contains("test/ndcg@10", bundle.Manifest.Provenance.Quality));
        var table = JsonDocument
            .Parse(await File.ReadAllBytesAsync(
                directory[$"data/{job.Reports.Single(file => file.EndsWith("json", StringComparison.Ordinal))}"]))
            .RootElement.GetProperty("sections").EnumerateArray().First();
        Assert.Equal(
            [
                "teacher",
                "last-1 untuned",
                "last-1 cosine",
                "last-1 kl t10",
                "layers-none untuned",
                "layers-none cosine",
                "layers-none kl t10",
            ],
            table.GetProperty("rows").EnumerateArray()
                .Select(row => row.GetProperty("cells")[0].GetProperty("text").GetString()));
        Assert.Contains(
            table.GetProperty("rows").EnumerateArray(),
            row => row.TryGetProperty("marked", out var marked) && marked.GetBoolean());
    }

    [Fact]
    public async Task Sweep_KilledInItsSecondStudent_DoesNotTrainTheFirstAgain()
    {
        using var directory = new TemporaryDirectory();
        directory.PublishTeacher();
        var spec = Spec(directory.WriteBeir());
        spec.SweepAlignment.Losses.RemoveAt(1);
        spec.SweepAlignment.Alignment.Optimization.Steps = 60;
        await using (var trainer = await TrainerProcess.StartAsync(directory, TestHost.OwnRecipes))
        {
            await trainer.Client.StartAsync("a", spec);
            await trainer.Client.UntilAsync(
                "a", entry => entry.Progress is { Stage: "training layers-none", Step: >= 12 });
            await trainer.KillAsync();
        }

        await using var restarted = await TrainerProcess.StartAsync(directory, TestHost.OwnRecipes);
        var job = await restarted.Client.EndAsync("a");
        Assert.True(job.State == JobState.Succeeded, job.ErrorMessage);
        var steps = (await restarted.Client.WatchAsync("a"))
            .Where(entry => entry.Progress is { Stage: "training last-1" })
            .Select(entry => entry.Progress.Step);
        Assert.Equal(Enumerable.Range(1, 60).Select(step => (ulong)step), steps);
    }

    [Fact]
    public async Task StartJob_OfAMistakenSweep_NamesEveryField()
    {
        using var directory = new TemporaryDirectory();
        directory.PublishTeacher();
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var spec = Spec(directory.WriteBeir());
        var sweep = spec.SweepAlignment;
        sweep.Plans.Add(new LayerPlan { Name = "first", Layers = 7 });
        sweep.Losses.Add(new LossTerm { Name = "manhattan" });
        sweep.Evaluation = null;
        sweep.Alignment.Teacher = "nobody";
        var error = await Assert.ThrowsAsync<RpcException>(() => trainer.Client.StartAsync("a", spec));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("sweep_alignment.alignment.teacher", error.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("sweep_alignment.losses[2]", error.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("sweep_alignment.evaluation", error.Status.Detail, StringComparison.Ordinal);
        (sweep.Alignment.Teacher, sweep.Evaluation) = (Alignments.Teacher, directory.WriteBeir());
        sweep.Losses.RemoveAt(2);
        error = await Assert.ThrowsAsync<RpcException>(() => trainer.Client.StartAsync("a", spec));
        Assert.Contains(
            "sweep_alignment.plans[2]: The encoder has 3 layers", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_OfOneLoss_AreNamedByTheirPlanAlone()
    {
        var spec = Spec(new DataSet());
        spec.SweepAlignment.Losses.RemoveAt(1);
        Assert.Equal(["out-last-1", "out-layers-none"], SweepCell.Of(spec).Select(cell => cell.OutputName));
    }

    private static JobSpec Spec(DataSet data)
    {
        var alignment = Alignments.Alignment(data, steps: 10);
        alignment.Plan = null;
        alignment.Corpus = data;
        return new JobSpec
        {
            OutputName = "out",
            Seed = 3,
            SweepAlignment = new SweepAlignment
            {
                Plans = { new LayerPlan { Name = "last", Layers = 1 }, new LayerPlan { Name = "explicit" } },
                Losses = { new LossTerm { Name = "cosine" }, new LossTerm { Name = "kl", Temperature = 10 } },
                Alignment = alignment,
                Evaluation = data,
            },
        };
    }
}
