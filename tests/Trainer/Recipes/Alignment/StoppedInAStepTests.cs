using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes.Alignment;

/// <summary>A Trainer that is told to stop in a step which takes longer than the time that it then has.</summary>
public sealed class StoppedInAStepTests
{
    private const string Job = "student";

    // More than a job survives that takes the process down.
    private const int Stops = 4;

    [Fact]
    public async Task Trainer_StoppedInAStepThatOutlastsItsTime_EndsInOrderAndTheJobGoesOnFromItsCheckpoint()
    {
        using var directory = new TemporaryDirectory();
        directory.PublishTeacher(layers: 4, width: 256);
        var alignment = Alignments.Alignment(directory.WriteTexts(count: 300), steps: 10_000);
        alignment.Optimization.BatchSize = 128;
        alignment.Optimization.CheckpointEverySteps = 2;
        alignment.Optimization.EvaluateEverySteps = 10_000;
        for (var life = 1; life <= Stops; life++)
        {
            await using var trainer = await StartAsync(directory);
            if (life == 1)
                await trainer.Client.StartAsync(Job, Alignments.Spec(alignment));
            await trainer.Client.UntilAsync(Job, TrainsInLife(life));
            var (code, errors) = await trainer.TerminateAsync();
            Assert.True(code is 0 or 143, $"{code}: {errors}");
        }

        await using var last = await StartAsync(directory);
        var (goesOn, trains) = (false, TrainsInLife(Stops + 1));
        await last.Client.UntilAsync(Job, entry =>
        {
            goesOn |= entry.Message.StartsWith("Goes on from step ", StringComparison.Ordinal);
            return trains(entry);
        });
        Assert.True(goesOn);
    }

    private static Task<TrainerProcess> StartAsync(TemporaryDirectory directory) => TrainerProcess.StartAsync(
        directory, TestHost.OwnRecipes, "--ServiceDefaults:DrainTimeout=00:00:00");

    /// <summary>It computes, behind its first checkpoint, for the so many-th time.</summary>
    private static Func<JobEvent, bool> TrainsInLife(int number)
    {
        var lives = 0;
        return entry =>
        {
            if (entry.EventCase == JobEvent.EventOneofCase.State && entry.State == JobState.Running)
                lives++;
            return lives == number && entry.Progress is { Stage: "training", Step: >= 3 };
        };
    }
}
