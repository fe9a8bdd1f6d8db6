using Kale.Training.Losses;
using TorchSharp;

namespace Kale.Trainer.Tests.Models.Losses;

public sealed class AlignmentLossesTests : IDisposable
{
    private static readonly double[] Rising = [.1, .2, .3, .4], Falling = [.4, .3, .2, .1];
    private static readonly double[] Wide = [1, -2, .5, 0], Other = [0, 1, -1, 2];

    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static TheoryData<string> Names => [.. AlignmentLosses.All.Names];

    // Computed apart from this code, in Python's floats.
    [Theory]
    [InlineData("kl", 1, 0.024929436)]
    [InlineData("kl", 10, 0.024999292)]
    public void Divergence_OfNearVectors_IsTheGoldenValue(string name, double temperature, double expected) =>
        Assert.Equal(expected, Of(name, Rising, Falling, temperature), 9);

    [Theory]
    [InlineData("kl", 1, 1.128228214)]
    [InlineData("kl", 10, 1.790922863)]
    [InlineData("kl-reverse", 1, 1.241230021)]
    [InlineData("kl-reverse", 10, 1.783744227)]
    public void Divergence_OfFarVectors_IsTheGoldenValue(string name, double temperature, double expected) =>
        Assert.Equal(expected, Of(name, Wide, Other, temperature), 8);

    [Fact]
    public void Mse_IsTheMeanOverDimensions() => Assert.Equal((1 + 9 + 2.25 + 4) / 4, Of("mse", Wide, Other, 1), 12);

    [Fact]
    public void Cosine_IsOneLessTheCosine() =>
        Assert.Equal(1 - (-2.5 / (Math.Sqrt(5.25) * Math.Sqrt(6))), Of("cosine", Wide, Other, 1), 12);

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_OfABatch_IsTheMeanOverItsRows(string name)
    {
        var (student, teacher) = (Matrix(Wide, Rising), Matrix(Other, Falling));
        var mean = (Of(name, Wide, Other, 2) + Of(name, Rising, Falling, 2)) / 2;
        Assert.Equal(mean, AlignmentLosses.All[name].Of(student, teacher, 2).item<double>(), 12);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_OfEqualVectors_IsZero(string name) => Assert.Equal(0, Of(name, Wide, Wide, 3), 12);

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_OfTheStudent_IsThatOfFiniteDifferences(string name)
    {
        const double Step = 1e-6;
        var student = Matrix(Wide).requires_grad_();
        AlignmentLosses.All[name].Of(student, Matrix(Other), 2).backward();
        for (var i = 0; i < Wide.Length; i++)
        {
            var (up, down) = ((double[])Wide.Clone(), (double[])Wide.Clone());
            (up[i], down[i]) = (up[i] + Step, down[i] - Step);
            var expected = (Of(name, up, Other, 2) - Of(name, down, Other, 2)) / (2 * Step);
            Assert.Equal(expected, student.grad![0, i].item<double>(), 7);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Losses_CiteASource(string name) => Assert.Contains("arXiv", AlignmentLosses.All[name].Source);

    private static double Of(string name, double[] student, double[] teacher, double temperature) =>
        AlignmentLosses.All[name].Of(Matrix(student), Matrix(teacher), temperature).item<double>();

    private static torch.Tensor Matrix(params double[][] rows) =>
        torch.tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);
}
