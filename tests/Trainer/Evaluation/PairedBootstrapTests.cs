using Kale.Trainer.Measuring;

namespace Kale.Trainer.Tests.Evaluation;

public sealed class PairedBootstrapTests
{
    private static readonly double[] s_values = [.. Enumerable.Range(0, 200).Select(i => i % 10 / 10.0)];

    [Fact]
    public void Difference_OfASystemFromItself_IsZero() =>
        Assert.Equal(new Interval(0, 0, 0), PairedBootstrap.Difference(s_values, s_values, samples: 100, seed: 1));

    [Fact]
    public void Difference_TheSameForEveryQuery_HasNoWidth()
    {
        var difference = PairedBootstrap.Difference(
            [.. s_values.Select(value => value + 0.25)], s_values, samples: 100, seed: 1);
        Assert.All([difference.Mean, difference.Low, difference.High], value => Assert.Equal(0.25, value, 12));
        Assert.True(difference.ExcludesZero);
    }

    [Fact]
    public void Mean_OfManyValues_HasTheIntervalOfTheNormalApproximation()
    {
        var interval = PairedBootstrap.Mean(s_values, samples: 4000, seed: 1);
        // Standard deviation sqrt(0.0825), 200 values, ± 1.96 standard errors.
        var half = 1.96 * Math.Sqrt(0.0825 / 200);
        Assert.Equal(0.45, interval.Mean, 12);
        Assert.InRange(interval.Low, 0.45 - half - 0.004, 0.45 - half + 0.004);
        Assert.InRange(interval.High, 0.45 + half - 0.004, 0.45 + half + 0.004);
        Assert.Equal(interval, PairedBootstrap.Mean(s_values, samples: 4000, seed: 1));
    }
}
