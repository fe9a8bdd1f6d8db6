using Kale.Training;
using Kale.Training.Losses;
using TorchSharp;

namespace Kale.Trainer.Tests.Models.Losses;

public sealed class AlignmentObjectiveTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Of_SeveralTerms_IsTheirWeightedSum()
    {
        var (student, teacher) = (torch.rand(3, 5), torch.rand(3, 5));
        var objective = new AlignmentObjective([new("kl", 0.6, 10), new("cosine")]);
        var expected = (0.6 * AlignmentLosses.All["kl"].Of(student, teacher, 10).item<float>())
            + AlignmentLosses.All["cosine"].Of(student, teacher, 1).item<float>();
        Assert.Equal(expected, objective.Of(student, teacher).item<float>(), 6);
        Assert.Equal("0.6·kl(T=10) + cosine", objective.ToString());
    }

    [Fact]
    public void Of_VectorsOfOtherDimensions_AsksForAProjection()
    {
        var error = Assert.Throws<TrainingException>(
            () => new AlignmentObjective([new("mse")]).Of(torch.rand(3, 5), torch.rand(3, 7)));
        Assert.Equal(TrainingError.WrongShape, error.Code);
        Assert.Contains("projection", error.Message);
    }

    [Fact]
    public void Objective_OfAnUnknownLoss_ListsTheKnownOnes()
    {
        var error = Assert.Throws<TrainingException>(() => new AlignmentObjective([new("manhattan")]));
        Assert.Equal("There is no alignment loss 'manhattan'; there are: kl, kl-reverse, mse, cosine.", error.Message);
    }

    [Fact]
    public void Objective_OfNoTerm_Refuses() => Assert.Throws<TrainingException>(() => new AlignmentObjective([]));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, 0)]
    [InlineData(1, double.PositiveInfinity)]
    public void Objective_OfImpossibleNumbers_Refuses(double weight, double temperature)
    {
        var error = Assert.Throws<TrainingException>(() => new AlignmentObjective([new("kl", weight, temperature)]));
        Assert.Equal(TrainingError.OutOfRange, error.Code);
    }
}
