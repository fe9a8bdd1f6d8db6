using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes;

/// <summary>
/// With dropout, so alone: all jobs of a process share its random numbers, and no two train at a time in a Trainer.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ResumeTests
{
    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    public Task TrainDualEncoder_CancelledAndResumed_EndsAsAnUndisturbedOne(uint mined) =>
        ResumesAlikeAsync(data => new JobSpec
        {
            TrainDualEncoder = new TrainDualEncoder
            {
                Backbone = "dual",
                Data = data,
                MinedNegatives = mined,
                Optimization = Optimization,
            },
        });

    [Fact]
    public Task TrainCrossEncoder_CancelledAndResumed_EndsAsAnUndisturbedOne() => ResumesAlikeAsync(data => new JobSpec
    {
        TrainCrossEncoder = new TrainCrossEncoder
        {
            Backbone = "dual",
            Data = data,
            Loss = "bce",
            MinedNegatives = 1,
            Optimization = Optimization,
        },
    });

    [Fact]
    public Task InfuseDualEncoder_CancelledAndResumed_EndsAsAnUndisturbedOne() => ResumesAlikeAsync(data => new JobSpec
    {
        InfuseDualEncoder = new InfuseDualEncoder
        {
            CrossEncoder = "cross",
            Training = new TrainDualEncoder { Data = data, Optimization = Optimization },
        },
    });

    private static Optimization Optimization
    {
        get
        {
            var optimization = TrainingJobs.Optimization(steps: 300);
            optimization.Dropout = 0.2;
            return optimization;
        }
    }

    private static async Task ResumesAlikeAsync(Func<DataSet, JobSpec> spec)
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        directory.Publish("dual", TinyBundles.Dual());
        directory.Publish("cross", TinyBundles.Cross());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        await trainer.ResumesAlikeAsync(directory, spec(data), cancelAfter: 12);
    }
}

/// <summary>Tests that no other test may run beside.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
