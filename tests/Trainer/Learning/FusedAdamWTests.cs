using Kale.Trainer.Tests.Models;
using Kale.Trainer.Tests.Models.Networks;
using Kale.Training.Loop;
using Kale.Training.Networks;
using TorchSharp;
using TorchSharp.Modules;

namespace Kale.Trainer.Tests.Learning;

public sealed class FusedAdamWTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    /// <summary>The same in TorchSharp's own operators.</summary>
    [Fact]
    public void Step_OfManySteps_MovesWeightsAsTorchsClassDoes()
    {
        using var ours = Network();
        using var theirs = Network();
        using var fused = new FusedAdamW(ours, weightDecay: 0.1);
        using var plain = torch.optim.AdamW(
        [
            new AdamW.ParamGroup(Weights(theirs, decay: true), weight_decay: 0.1),
            new AdamW.ParamGroup(Weights(theirs, decay: false), weight_decay: 0),
        ]);
        for (var step = 1; step <= 20; step++)
        {
            foreach (var (first, second) in ours.parameters().Zip(theirs.parameters()))
                first.grad = second.grad = torch.randn_like(first);
            foreach (var group in plain.ParamGroups)
                group.LearningRate = 1e-3 * step;
            plain.step();
            fused.Step(1e-3 * step);
        }

        Assert.All(
            ours.parameters().Zip(theirs.parameters()),
            pair => Assert.InRange((pair.First - pair.Second).abs().max().item<float>(), 0, 1e-5));
    }

    [Fact]
    public void Step_WithoutGradientsButDecay_ShrinksMatricesAlone()
    {
        using var network = Network();
        using var optimizer = new FusedAdamW(network, weightDecay: 0.5);
        var before = network.ToModel().Weights;
        foreach (var weight in network.parameters())
            weight.grad = torch.zeros_like(weight);
        optimizer.Step(rate: 0.1);
        foreach (var after in network.ToModel().Weights.Tensors)
        {
            var factor = after.Name.EndsWith(".bias", StringComparison.Ordinal)
                || after.Name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? 1 : 0.95f;
            Assert.All(
                before[after.Name].Data.Zip(after.Data),
                pair => Assert.Equal(factor * pair.First, pair.Second, 1e-6f));
        }
    }

    [Fact]
    public void Load_OfWhatAnotherHadLearnt_GoesOnBitByBit()
    {
        using var whole = Network();
        using var undisturbed = new FusedAdamW(whole, weightDecay: 0.1);
        for (var step = 0; step < 5; step++)
            Step(undisturbed, whole, 0.01);
        var (model, means, squares) = (whole.ToModel(), undisturbed.Means, undisturbed.Squares);

        using var taken = (DualEncoder)model.Network();
        using var resumed = new FusedAdamW(taken, weightDecay: 0.1);
        resumed.Load(means, squares, steps: 5);
        for (var step = 0; step < 5; step++)
        {
            Step(undisturbed, whole, 0.02);
            Step(resumed, taken, 0.02);
        }

        Assert.NotEqual(model.Fingerprint, whole.ToModel().Fingerprint);
        Assert.Equal(whole.ToModel().Fingerprint, taken.ToModel().Fingerprint);
    }

    [Fact]
    public void Step_WithAWeightThatGotNoGradient_NamesIt()
    {
        using var network = Network();
        using var optimizer = new FusedAdamW(network, weightDecay: 0);
        Loss(network).backward();
        network.get_parameter("embeddings.word_embeddings.weight")!.grad = null;
        var error = Assert.Throws<InvalidOperationException>(() => optimizer.Step(rate: 0.1));
        Assert.Contains("embeddings.word_embeddings.weight", error.Message);
    }

    [Fact]
    public void Optimizer_MadeInADisposeScope_OutlivesIt()
    {
        using var network = Network();
        FusedAdamW optimizer;
        using (torch.NewDisposeScope())
            optimizer = new FusedAdamW(network, weightDecay: 0.1);
        Step(optimizer, network, 0.01);
        Assert.Contains(optimizer.Means.Tensors, mean => mean.Data.Any(value => value != 0));
        optimizer.Dispose();
    }

    private static DualEncoder Network() => (DualEncoder)SmallEncoders.Create("mean").Network();

    private static void Step(FusedAdamW optimizer, DualEncoder network, double rate)
    {
        optimizer.ZeroGradients();
        Loss(network).backward();
        optimizer.Step(rate);
    }

    private static torch.Tensor Loss(DualEncoder network) =>
        network.Unnormalized(network.BatchOf(SmallEncoders.Texts())).square().mean();

    private static List<Parameter> Weights(torch.nn.Module network, bool decay) => network.named_parameters()
        .Where(entry => decay != (entry.name.EndsWith(".bias", StringComparison.Ordinal)
            || entry.name.EndsWith("LayerNorm.weight", StringComparison.Ordinal)))
        .Select(entry => entry.parameter)
        .ToList();
}
