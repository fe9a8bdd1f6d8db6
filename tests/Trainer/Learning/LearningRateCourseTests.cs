using Kale.Training.Loop;

namespace Kale.Trainer.Tests.Learning;

public sealed class LearningRateCourseTests
{
    private static readonly TrainingSettings Settings = new() { LearningRate = 0.1, Schedule = "linear" };

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(50, 0.05)]
    [InlineData(100, 0)]
    public void At_WithStepsAlone_FollowsTheStep(long step, double expected) =>
        Assert.Equal(expected, new LearningRateCourse(Settings, 100).At(At(step), TimeSpan.FromHours(1)), 12);

    [Fact]
    public void At_WithTimeAlone_FallsWithTheTimeSinceTheFirstStep()
    {
        var course = new LearningRateCourse(Settings with { Time = TimeSpan.FromSeconds(110) }, 0);
        var state = At(40) with { Began = TimeSpan.FromSeconds(10) };
        Assert.Equal(0.1, course.At(At(0) with { Began = TimeSpan.FromSeconds(10) }, TimeSpan.FromSeconds(10)), 12);
        Assert.Equal(0.075, course.At(state, TimeSpan.FromSeconds(35)), 6);
        Assert.Equal(0, course.At(state, TimeSpan.FromSeconds(110)), 12);
    }

    [Fact]
    public void At_WhenTimeIsFarOff_FollowsTheStepAlone()
    {
        var course = new LearningRateCourse(Settings with { Time = TimeSpan.FromHours(1) }, 100);
        Assert.Equal(course.At(At(30), TimeSpan.FromSeconds(1)), course.At(At(30), TimeSpan.FromSeconds(900)));
        Assert.True(course.At(At(30), TimeSpan.FromMinutes(45)) < 0.03);
    }

    [Fact]
    public void IsOver_AtTheNearerBound_SaysSo()
    {
        var course = new LearningRateCourse(Settings with { Time = TimeSpan.FromSeconds(10) }, 100);
        Assert.False(course.IsOver(At(99), TimeSpan.FromSeconds(9)));
        Assert.True(course.IsOver(At(100), TimeSpan.FromSeconds(1)));
        Assert.True(course.IsOver(At(1), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void IsOver_AfterALongPreparation_LeavesHalfOfTheTimeToTrain()
    {
        var course = new LearningRateCourse(Settings with { Time = TimeSpan.FromSeconds(10) }, 0);
        var late = At(1) with { Began = TimeSpan.FromSeconds(60) };
        Assert.False(course.IsOver(late, TimeSpan.FromSeconds(64)));
        Assert.True(course.IsOver(late, TimeSpan.FromSeconds(65)));
        Assert.Equal(TimeSpan.FromSeconds(2), course.TimeLeft(late, TimeSpan.FromSeconds(63)));
        Assert.True(course.IsOver(At(1) with { Began = TimeSpan.FromSeconds(4) }, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void TimeLeft_WithBothBounds_IsThatOfTheNearer()
    {
        var course = new LearningRateCourse(Settings with { Time = TimeSpan.FromSeconds(100) }, 20);
        Assert.Equal(TimeSpan.FromSeconds(10), course.TimeLeft(At(10), TimeSpan.FromSeconds(10)));
        Assert.Equal(TimeSpan.FromSeconds(5), course.TimeLeft(At(1), TimeSpan.FromSeconds(95)));
    }

    private static LoopState At(long step) => new() { Step = step };
}
