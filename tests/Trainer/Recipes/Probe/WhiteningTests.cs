using Kale.Trainer.Measuring;
using Kale.Trainer.Recipes.LayerProbing;

namespace Kale.Trainer.Tests.Recipes.Probe;

public sealed class WhiteningTests
{
    [Fact]
    public void Fit_Whitened_LeavesUncorrelatedVectorsOfVarianceOne()
    {
        var random = new Random(4);
        var rows = Enumerable.Range(0, 4000).Select(_ =>
        {
            var (a, b) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5);
            return new[] { (float)(7 + a), (float)(-3 + (2 * a) + b), (float)random.NextDouble() };
        }).ToList();
        var sample = VectorTable.Of(rows);
        var white = Treatments.Changed(sample, Treatments.All["whitened"].Fit(sample));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0, Enumerable.Range(0, white.Rows).Average(row => white[row][i]), 1e-3);
            for (var j = 0; j <= i; j++)
                Assert.Equal(
                    i == j ? 1 : 0,
                    Enumerable.Range(0, white.Rows).Average(row => (double)white[row][i] * white[row][j]),
                    0.05);
        }
    }

    [Fact]
    public void Fit_Centred_TakesTheMeanAway()
    {
        var sample = VectorTable.Of([[1f, 2f], [3f, 6f]]);
        Assert.Equal([-1f, -2f, 1f, 2f], Treatments.Changed(sample, Treatments.All["centred"].Fit(sample)).Data);
    }

    [Fact]
    public void Fit_OfFewerVectorsThanDimensions_StaysFinite()
    {
        var sample = VectorTable.Of([[1f, 2f, 5f], [3f, 6f, 5f]]);
        Assert.All(
            Treatments.Changed(sample, Treatments.All["whitened"].Fit(sample)).Data,
            value => Assert.True(float.IsFinite(value)));
    }
}
