using Kale.Bundles;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes.Alignment;

public sealed class AlignmentRestartTests
{
    private const int Steps = 300;
    private const int Attempts = 5;

    [Fact]
    public async Task Align_KilledAndTakenUpAgain_HasTheLossesAndWeightsOfAnUndisturbedRun()
    {
        using var directory = new TemporaryDirectory();
        directory.PublishTeacher();
        var alignment = Alignments.Alignment(directory.WriteTexts(), Steps);
        alignment.Optimization.Dropout = 0.1;
        alignment.Optimization.EvaluateEverySteps = 50; // Too rarely to stop early.
        var (id, killed) = await KilledAsync(directory, alignment);

        await using var trainer = await TrainerProcess.StartAsync(directory, TestHost.OwnRecipes);
        await trainer.Client.StartAsync("whole", Alignments.Spec(alignment, "whole"));
        var whole = await trainer.Client.WatchAsync("whole");
        var (expected, actual) = (Losses(whole), Losses(killed));
        Assert.Equal(Steps, expected.Count);
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, loss => Assert.Equal(loss.Value, actual[loss.Key], 1e-6));
        var store = new BundleStore(directory["bundles"]);
        Assert.Equal(store.Find("whole").Manifest.Fingerprint, store.Find(id).Manifest.Fingerprint);
    }

    /// <summary>
    /// A job whose Trainer was killed in mid-training, and what it told to its end in another. A fast machine may end
    /// it before the signal arrives: then another is started.
    /// </summary>
    private static async Task<(string Id, IReadOnlyList<JobEvent> Events)> KilledAsync(
        TemporaryDirectory directory, AlignQueryEncoder alignment)
    {
        JobEvent? last = null;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var id = $"killed-{attempt}";
            await using (var trainer = await TrainerProcess.StartAsync(directory, TestHost.OwnRecipes))
            {
                // While it runs the other waits, and its watcher is there from the first step on.
                await trainer.Client.StartAsync($"before-{attempt}", Alignments.Spec(alignment, $"before-{attempt}"));
                await trainer.Client.StartAsync(id, Alignments.Spec(alignment, id));
                await trainer.Client.UntilAsync(id, entry => entry.Progress is { Stage: "training", Step: >= 35 });
                await trainer.KillAsync();
            }

            await using var restarted = await TrainerProcess.StartAsync(directory, TestHost.OwnRecipes);
            var events = await restarted.Client.WatchAsync(id);
            if (events.Any(entry => entry.Message.StartsWith("Goes on from step ", StringComparison.Ordinal)))
                return (id, events);
            last = events[^1];
        }

        throw new InvalidOperationException($"None of {Attempts} jobs went on from a checkpoint; the last: {last}");
    }

    // Steps that were done twice count as they were done last.
    private static SortedDictionary<ulong, double> Losses(IEnumerable<JobEvent> events)
    {
        var losses = new SortedDictionary<ulong, double>();
        foreach (var progress in events.Select(entry => entry.Progress)
                .Where(progress => progress?.Stage == "training"))
            losses[progress.Step] = progress.Loss;
        return losses;
    }
}
