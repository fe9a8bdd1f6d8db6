using Kale.Training.Loop;
using Kale.Training.Networks;
using TorchSharp;
using Xunit.Abstractions;
using F = TorchSharp.torch.nn.functional;

namespace Kale.Trainer.Tests.Models.Networks;

/// <summary>
/// The Trainer's own network against PyTorch's vectors, gradients and AdamW losses of a small encoder.
/// </summary>
public sealed class PyTorchParityTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private readonly ITestOutputHelper _output;
    private readonly DisposeScope _scope = torch.NewDisposeScope();
    private readonly GoldenEncoder _golden = GoldenEncoder.Read();
    private readonly DualEncoder _network;

    public PyTorchParityTests(ITestOutputHelper output) =>
        (_output, _network) = (output, new DualEncoder(_golden.ToModel(), 0, torch.CPU));

    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Forward_SameWeights_GivesPyTorchsVectors() =>
        AssertClose("vectors", _golden.Vectors, _network.call(_golden.ToBatch()));

    [Fact]
    public void Backward_SameLoss_GivesPyTorchsGradientOfEveryTensor()
    {
        Loss().backward();
        var gradients = _network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!);
        Assert.Equal(_golden.Gradients.Keys.Order(), gradients.Keys.Order());
        foreach (var (name, expected) in _golden.Gradients)
        {
            AssertClose(name, expected, gradients[name]);
        }
    }

    [Fact]
    public void AdamW_TenSteps_GivesPyTorchsLosses()
    {
        var golden = _golden.Training;
        using var optimizer = new FusedAdamW(_network, golden.Decay);
        for (var step = 0; step < golden.Rates.Length; step++)
        {
            optimizer.ZeroGradients();
            var loss = Loss();
            loss.backward();
            AssertClose($"loss {step}", golden.Losses[step], loss.item<float>());
            var norm = torch.nn.utils.clip_grad_norm_(_network.parameters(), golden.Clip);
            AssertClose($"norm of the gradients {step}", golden.Norms[step], norm);
            optimizer.Step(golden.Rates[step]);
        }
    }

    private torch.Tensor Loss()
    {
        var (vectors, targets) = (_network.call(_golden.ToBatch()), _golden.Targets.ToTorch());
        return (1 - F.cosine_similarity(vectors, targets, dim: 1)).mean() + F.mse_loss(vectors, targets);
    }

    private void AssertClose(string name, GoldenFloats expected, torch.Tensor actual) =>
        AssertClose(name, 0, (expected.ToTorch() - actual).abs().max().item<float>());

    private void AssertClose(string name, double expected, double actual)
    {
        var difference = Math.Abs(actual - expected);
        _output.WriteLine($"{difference:E2}  {name}");
        Assert.InRange(difference, 0, Tolerance);
    }
}
