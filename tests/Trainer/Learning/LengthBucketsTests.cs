using Kale.Training.Loop;

namespace Kale.Trainer.Tests.Learning;

public sealed class LengthBucketsTests
{
    private static readonly int[] Lengths = [.. Enumerable.Range(0, 103).Select(i => 3 + (i * 7 % 20))];

    [Fact]
    public void At_OverAnEpoch_GivesEachExampleOnce()
    {
        var batches = new LengthBuckets(Lengths, 10, seed: 1);
        Assert.Equal(11, batches.PerEpoch);
        var seen = Enumerable.Range(0, 11).SelectMany(step => batches.At(step)).ToList();
        Assert.Equal(Enumerable.Range(0, 103), seen.Order());
    }

    [Fact]
    public void At_AnyStep_HoldsExamplesOfAboutTheSameLength()
    {
        var batches = new LengthBuckets(Lengths, 10, seed: 1);
        var filling = Enumerable.Range(0, 11).Select(step => batches.At(step).Select(i => Lengths[i]).ToList())
            .Sum(lengths => (lengths.Max() * lengths.Count) - lengths.Sum());
        Assert.InRange(filling, 0, Lengths.Sum() / 10);
    }

    [Fact]
    public void At_ForwardsOrBackwards_DependsOnSeedAndStepAlone()
    {
        var forwards = Enumerable.Range(0, 33).Select(step => new LengthBuckets(Lengths, 10, 5).At(step)).ToList();
        var one = new LengthBuckets(Lengths, 10, 5);
        for (var step = 32; step >= 0; step--)
            Assert.Equal(forwards[step], one.At(step));
        Assert.NotEqual(forwards[0], forwards[11]);
        Assert.NotEqual(forwards[0], new LengthBuckets(Lengths, 10, 6).At(0));
    }
}
