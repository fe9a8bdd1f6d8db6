using Google.Protobuf.WellKnownTypes;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Recipes;
using Kale.Training.Loop;
using Kale.V1;

namespace Kale.Trainer.Tests.Learning;

public sealed class TrainingSettingsTests
{
    private static readonly TrainingSettings Own = new()
    {
        BatchSize = 8,
        LearningRate = 0.5,
        Steps = 10,
        Dropout = 0.1,
    };

    [Fact]
    public void With_WhatARequestLeavesOut_KeepsTheRecipesOwn()
    {
        Assert.Equal(Own, Own.With(null));
        Assert.Equal(
            Own with { LearningRate = 0.25, Dropout = 0 },
            Own.With(new Optimization { LearningRate = 0.25, Dropout = 0 }));
    }

    [Fact]
    public void With_AZeroThatIsAsked_IsNotLeftOut()
    {
        var own = Own with { WarmupSteps = 5, WeightDecay = 0.1 };
        Assert.Equal(
            own with { WarmupSteps = 0, WeightDecay = 0 },
            own.With(new Optimization { WarmupSteps = 0, WeightDecay = 0 }));
    }

    [Fact]
    public void With_ABoundOfAnyKind_ReplacesAllBounds()
    {
        var asked = Own.With(new Optimization { Time = Duration.FromTimeSpan(TimeSpan.FromSeconds(3)) });
        Assert.Equal((0L, TimeSpan.FromSeconds(3)), (asked.Steps, asked.Time));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(7, 0, 7)]
    [InlineData(0, 1.5, 15)]
    [InlineData(12, 1.5, 12)]
    public void TotalSteps_OfStepsAndEpochs_IsTheFewer(long steps, double epochs, long expected) =>
        Assert.Equal(expected, new TrainingSettings { Steps = steps, Epochs = epochs }.TotalSteps(10));

    [Fact]
    public void Check_OfEveryMistake_NamesItsField()
    {
        var check = new RequestCheck();
        OptimizationCheck.Add(check, "o", new Optimization
        {
            BatchSize = 100_000,
            LearningRate = -1,
            Schedule = "exponential",
            WeightDecay = 1,
            Epochs = double.NaN,
            Time = Duration.FromTimeSpan(TimeSpan.FromSeconds(-1)),
            MaxTokens = 100_000,
            Dropout = 1,
        }, maxTokens: 256);
        Assert.Equal(
            ["batch_size", "learning_rate", "schedule", "weight_decay", "epochs", "time", "max_tokens", "dropout"],
            check.Violations.Select(violation => violation.Field["o.".Length..]));
        Assert.Contains("3 to 256", check.Violations[6].Description, StringComparison.Ordinal);
        Assert.Contains("constant, linear, cosine", check.Violations[2].Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(2u)]
    [InlineData(257u)]
    public void Check_OfALengthThatNoTextHas_SaysWhichDo(uint tokens)
    {
        var check = new RequestCheck();
        OptimizationCheck.Add(check, "o", new Optimization { MaxTokens = tokens }, maxTokens: 256);
        Assert.Equal(
            ("o.max_tokens", "must be 3 to 256, what the encoder takes; leave it out for the recipe's own"),
            (Assert.Single(check.Violations).Field, check.Violations[0].Description));
    }

    [Fact]
    public void Check_OfNothingAsked_FindsNothing()
    {
        var check = new RequestCheck();
        OptimizationCheck.Add(check, "o", null, 256);
        OptimizationCheck.Add(check, "o", new Optimization(), 256);
        Assert.True(check.Valid);
    }
}
