using Kale.Training.Losses;
using TorchSharp;
using Xunit.Abstractions;

namespace Kale.Trainer.Tests.Models.Losses;

/// <summary>Every loss, and its gradient, against PyTorch's own.</summary>
public sealed class PyTorchLossesTests(ITestOutputHelper output) : IDisposable
{
    private const double Tolerance = 1e-5;

    private static readonly GoldenLosses Golden = GoldenLosses.Instance;
    private static readonly Dictionary<string, (float[][] Input, Func<torch.Tensor, torch.Tensor> Loss)> Cases = new()
    {
        ["kl 1"] = Alignment("kl", 1),
        ["kl 3"] = Alignment("kl", 3),
        ["kl-reverse 1"] = Alignment("kl-reverse", 1),
        ["kl-reverse 3"] = Alignment("kl-reverse", 3),
        ["mse 1"] = Alignment("mse", 1),
        ["cosine 1"] = Alignment("cosine", 1),
        ["info-nce"] = (Golden.Queries, queries => ContrastiveLosses.InfoNce(queries, Documents(), 0.05)),
        ["info-nce left out"] = (Golden.Queries, queries => ContrastiveLosses.InfoNce(
            queries, Documents(), 0.5, Matrix(Golden.LeftOut))),
        ["bce"] = (Golden.Scores, scores => PairLosses.All["bce"].Of(scores, Matrix(Golden.Labels))),
        ["margin-mse"] = (Golden.Scores, scores => PairLosses.All["margin-mse"].Of(
            scores, Matrix(Golden.TeacherScores))),
    };

    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public static TheoryData<string> Names => [.. Cases.Keys];

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Cases_AreTheScripts_AndHaveEveryLoss()
    {
        Assert.Equal(Golden.Cases.Keys.Order(), Cases.Keys.Order());
        Assert.All(
            AlignmentLosses.All.Names.Concat(PairLosses.All.Names),
            name => Assert.Contains(Cases.Keys, entry => entry.Split(' ')[0] == name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_SameInputs_HasPyTorchsValueAndGradient(string name)
    {
        var (golden, (input, of)) = (Golden.Cases[name], Cases[name]);
        var leaf = Matrix(input).requires_grad_();
        var loss = of(leaf);
        loss.backward();
        AssertClose("loss", Math.Abs(loss.item<float>() - golden.Loss));
        AssertClose("gradient", (leaf.grad! - Matrix(golden.Gradient)).abs().max().item<float>());
    }

    private void AssertClose(string what, double difference)
    {
        output.WriteLine($"{difference:E2}  {what}");
        Assert.InRange(difference, 0, Tolerance);
    }

    private static (float[][], Func<torch.Tensor, torch.Tensor>) Alignment(string name, double temperature) =>
        (Golden.Student, student => AlignmentLosses.All[name].Of(student, Matrix(Golden.Teacher), temperature));

    // [queries, 1 + negatives, dims]
    private static torch.Tensor Documents() => Matrix(Golden.Documents).view(Golden.Queries.Length, 2, -1);

    private static torch.Tensor Matrix<T>(T[][] rows) =>
        torch.from_array(rows.SelectMany(row => row).ToArray()).view(rows.Length, -1);
}
