using Kale.Bundles;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes.Alignment;

public sealed class AlignmentRestartTests
{
    private const int Steps = 120;

    [Fact]
    public async Task Align_KilledAndTakenUpAgain_HasTheLossesAndWeightsOfAnUndisturbedRun()
    {
        using var directory = new TemporaryDirectory();
        directory.PublishTeacher();
        var alignment = Alignments.Alignment(directory.WriteTexts(), Steps);
        alignment.Optimization.Dropout = 0.1;
        await using (var trainer = await TrainerProcess.StartAsync(directory, TestHost.OwnRecipes))
        {
            await trainer.Client.StartAsync("killed", Alignments.Spec(alignment, "killed"));
            await trainer.Client.UntilAsync("killed", entry => entry.Progress is { Stage: "training", Step: >= 35 });
            await trainer.KillAsync();
        }

        await using var restarted = await TrainerProcess.StartAsync(directory, TestHost.OwnRecipes);
        await restarted.Client.EndAsync("killed");
        await restarted.Client.StartAsync("whole", Alignments.Spec(alignment, "whole"));
        var (whole, killed) = (await restarted.Client.WatchAsync("whole"), await restarted.Client.WatchAsync("killed"));
        Assert.Contains(killed, entry => entry.Message.StartsWith("Goes on from step ", StringComparison.Ordinal));
        var (expected, actual) = (Losses(whole), Losses(killed));
        Assert.Equal(Steps, expected.Count);
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, loss => Assert.Equal(loss.Value, actual[loss.Key], 1e-6));
        var store = new BundleStore(directory["bundles"]);
        Assert.Equal(store.Find("whole").Manifest.Fingerprint, store.Find("killed").Manifest.Fingerprint);
    }

    // Steps that were done twice count as they were done last.
    private static SortedDictionary<ulong, double> Losses(IEnumerable<JobEvent> events)
    {
        var losses = new SortedDictionary<ulong, double>();
        foreach (var progress in events.Select(entry => entry.Progress).Where(progress => progress?.Stage == "training"))
            losses[progress.Step] = progress.Loss;
        return losses;
    }
}
