using Kale.Trainer.Jobs;

namespace Kale.Trainer.Tests.Jobs;

public sealed class ProgressMeterTests
{
    [Fact]
    public void Measure_AfterAWhile_KnowsRateAndTimeLeft()
    {
        var time = new ManualTime();
        var meter = new ProgressMeter(time, TimeSpan.FromSeconds(1));
        meter.Measure("training", 100, 500, 0.5, 6400, null);
        time.Now += TimeSpan.FromSeconds(10);
        var (progress, _) = meter.Measure("training", 200, 500, 0.5, 12800, null);
        Assert.Equal(640, progress.Rate, 6);
        Assert.Equal(TimeSpan.FromSeconds(30), progress.TimeLeft.ToTimeSpan());
    }

    [Fact]
    public void Measure_ManySteps_IsDueAtFirstAndLastAndOnceAnInterval()
    {
        var time = new ManualTime();
        var meter = new ProgressMeter(time, TimeSpan.FromSeconds(1));
        var due = new List<long>();
        for (var step = 1; step <= 35; step++)
        {
            time.Now += TimeSpan.FromMilliseconds(100);
            if (meter.Measure("training", step, 35, null, 0, null).Due)
                due.Add(step);
        }

        Assert.Equal([1, 11, 21, 31, 35], due);
        Assert.True(meter.Measure("next stage", 0, 10, null, 0, null).Due);
    }

    private sealed class ManualTime : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
