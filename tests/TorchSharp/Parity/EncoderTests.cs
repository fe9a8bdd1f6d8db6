using Kale.TorchSharp.Tests.Golden;
using TorchSharp;
using Xunit.Abstractions;
using F = TorchSharp.torch.nn.functional;

namespace Kale.TorchSharp.Tests.Parity;

/// <summary>Against encoder.json, which PyTorch made: see encoder.py.</summary>
public sealed class EncoderTests(ITestOutputHelper output) : IDisposable
{
    private const double Tolerance = 1e-5;
    private readonly DisposeScope _scope = torch.NewDisposeScope();
    private readonly GoldenEncoder _golden = GoldenEncoder.Instance;

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Parameters_OfTheModel_AreNamedAsTheGoldenOnes()
    {
        using var model = TinyBert.FromGolden(_golden);
        Assert.Equal(_golden.Weights.Keys.Order(), model.named_parameters().Select(item => item.name).Order());
    }

    [Fact]
    public void Forward_SameWeights_GivesPyTorchsStatesAndVectors()
    {
        using var model = TinyBert.FromGolden(_golden);
        var (ids, mask, types) = _golden.Inputs();
        AssertClose("states", _golden.States, model.call(ids, mask, types));
        AssertClose("vectors", _golden.Vectors, model.Vectors(ids, mask, types));
    }

    [Fact]
    public void Backward_SameLoss_GivesPyTorchsGradientOfEveryTensor()
    {
        using var model = TinyBert.FromGolden(_golden);
        Loss(model).backward();
        var gradients = model.named_parameters().ToDictionary(item => item.name, item => item.parameter.grad!);
        Assert.Equal(37, gradients.Count);
        foreach (var (name, expected) in _golden.Gradients)
            AssertClose(name, expected, gradients[name]);
    }

    [Fact]
    public void AdamW_TenSteps_GivesPyTorchsLosses()
    {
        using var model = TinyBert.FromGolden(_golden);
        using var optimizer = torch.optim.AdamW(model.parameters(), lr: 1e-3, weight_decay: 0.01);
        foreach (var expected in _golden.Losses)
        {
            using var scope = torch.NewDisposeScope();
            var loss = Loss(model);
            output.WriteLine($"loss {loss.item<float>()}, difference {Math.Abs(loss.item<float>() - expected):E2}");
            Assert.InRange(loss.item<float>(), expected - Tolerance, expected + Tolerance);
            model.zero_grad();
            loss.backward();
            optimizer.step();
        }
    }

    private torch.Tensor Loss(TinyBert model)
    {
        var (ids, mask, types) = _golden.Inputs();
        var (vectors, targets) = (model.Vectors(ids, mask, types), _golden.Targets.ToTensor());
        return (1 - F.cosine_similarity(vectors, targets, dim: 1)).mean() + F.mse_loss(vectors, targets);
    }

    private void AssertClose(string name, GoldenFloats expected, torch.Tensor actual)
    {
        var difference = (expected.ToTensor() - actual).abs().max().item<float>();
        output.WriteLine($"{difference:E2}  {name}");
        Assert.Equal(expected.Shape, actual.shape);
        Assert.InRange(difference, 0, Tolerance);
    }
}
