using Kale.Training;
using Kale.Training.Loop;

namespace Kale.Trainer.Tests.Models.Schedules;

public sealed class LearningRatesTests
{
    [Theory]
    [InlineData("constant", 1, 1)]
    [InlineData("linear", 0.5, 0)]
    [InlineData("cosine", 0.5, 0)]
    public void Factor_AfterWarmup_FollowsTheSchedule(string schedule, double half, double end)
    {
        Assert.Equal(1, LearningRates.Factor(schedule, 10, 10, 110), 12);
        Assert.Equal(half, LearningRates.Factor(schedule, 60, 10, 110), 12);
        Assert.Equal(end, LearningRates.Factor(schedule, 110, 10, 110), 12);
        Assert.Equal(end, LearningRates.Factor(schedule, 500, 10, 110), 12);
    }

    [Fact]
    public void Factor_InWarmup_RisesStraightFromAboveZero()
    {
        var factors = Enumerable.Range(0, 5).Select(step => LearningRates.Factor("linear", step, 4, 100)).ToList();
        Assert.Equal([0.2, 0.4, 0.6, 0.8, 1], factors.Select(factor => Math.Round(factor, 12)));
    }

    [Fact]
    public void Factor_OfAnUnknownSchedule_ListsTheKnownOnes()
    {
        var error = Assert.Throws<TrainingException>(() => LearningRates.Factor("step", 0, 0, 1));
        Assert.Equal("There is no learning-rate schedule 'step'; there are: constant, linear, cosine.", error.Message);
    }
}
