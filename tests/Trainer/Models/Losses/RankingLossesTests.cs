using Kale.Training;
using Kale.Training.Losses;
using TorchSharp;

namespace Kale.Trainer.Tests.Models.Losses;

public sealed class RankingLossesTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(1, 0.05)]
    [InlineData(3, 1.0)]
    public void InfoNce_OfABatch_IsTheNegativeLogOfEachOwnDocumentsShare(int group, double temperature)
    {
        var (queries, documents) = (torch.rand(4, 6, torch.float64), torch.rand(4, group, 6, torch.float64));
        var expected = 0.0;
        for (var q = 0; q < 4; q++)
        {
            var scores = Enumerable.Range(0, 4 * group)
                .Select(d => Math.Exp(queries[q].dot(documents[d / group, d % group]).item<double>() / temperature))
                .ToList();
            expected -= Math.Log(scores[q * group] / scores.Sum()) / 4;
        }

        Assert.Equal(expected, ContrastiveLosses.InfoNce(queries, documents, temperature).item<double>(), 10);
    }

    [Fact]
    public void InfoNce_OfShapesThatDoNotFit_Refuses()
    {
        Assert.Throws<TrainingException>(() => ContrastiveLosses.InfoNce(torch.rand(4, 6), torch.rand(3, 1, 6), 1));
        Assert.Throws<TrainingException>(() => ContrastiveLosses.InfoNce(torch.rand(4, 6), torch.rand(4, 1, 5), 1));
        Assert.Throws<TrainingException>(() => ContrastiveLosses.InfoNce(torch.rand(4, 6), torch.rand(4, 1, 6), 0));
    }

    [Fact]
    public void Bce_OfScores_IsTheMeanCrossEntropy()
    {
        double[] scores = [1.5, -0.5, 0.2, 2], labels = [1, 0, 0, 1];
        var expected = scores
            .Zip(labels, (s, y) => -((y * Math.Log(Sigmoid(s))) + ((1 - y) * Math.Log(1 - Sigmoid(s)))))
            .Average();
        Assert.Equal(expected, Of("bce", scores, labels), 10);

        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
    }

    [Fact]
    public void MarginMse_OfScores_ComparesMarginsNotScores()
    {
        Assert.Equal(((0.5 * 0.5) + (1.5 * 1.5)) / 2, Of("margin-mse", [3, 1, 2, 0], [7, 5.5, 4, 0.5]), 10);
        Assert.Equal(0, Of("margin-mse", [3, 1, 2, 0], [13, 11, 12, 10]), 10);
    }

    [Fact]
    public void PairLosses_OfShapesThatDoNotFit_Refuse()
    {
        Assert.Throws<TrainingException>(() => PairLosses.All["bce"].Of(torch.rand(2, 2), torch.rand(2, 3)));
        Assert.Throws<TrainingException>(() => PairLosses.All["margin-mse"].Of(torch.rand(2, 1), torch.rand(2, 1)));
    }

    [Fact]
    public void PairLosses_OfAnUnknownName_ListTheKnownOnes()
    {
        var error = Assert.Throws<TrainingException>(() => PairLosses.All["hinge"]);
        Assert.Equal("There is no cross-encoder loss 'hinge'; there are: bce, margin-mse.", error.Message);
    }

    // Two queries with a positive and a negative each.
    private static double Of(string name, double[] scores, double[] targets) =>
        PairLosses.All[name].Of(torch.tensor(scores, [2, 2]), torch.tensor(targets, [2, 2])).item<double>();
}
