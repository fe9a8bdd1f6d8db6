using Kale.Trainer.Tests.Models;
using Kale.Trainer.Tests.Models.Networks;
using Kale.Trainer.Tests.Recipes;
using Kale.Training.Loop;
using Kale.Training.Networks;
using TorchSharp;
using Xunit.Abstractions;

namespace Kale.Trainer.Tests.Learning;

/// <summary>
/// Alone, so that nothing else grows meanwhile; what earlier tests left in the process may still go.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ResidentMemoryTests(ITestOutputHelper output)
{
    [Fact]
    public void Training_AThousandSteps_TakesNoMoreMemoryThanAHundred()
    {
        using var network = (DualEncoder)SmallEncoders.Create("mean").Network(dropout: 0.1);
        using var optimizer = new FusedAdamW(network, weightDecay: 0.01);
        Train(network, optimizer, 100);
        var (resident, tensors) = (Resident(), torch.Tensor.TotalCount);
        Train(network, optimizer, 900);
        var after = Resident();
        output.WriteLine($"step 100: {resident / 1e6:F1} MB, step 1,000: {after / 1e6:F1} MB; tensors {tensors}");
        Assert.InRange(after, 0, 1.05 * resident);
        Assert.InRange(torch.Tensor.TotalCount, 0, tensors);
    }

    private static void Train(DualEncoder network, FusedAdamW optimizer, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            using var scope = torch.NewDisposeScope();
            optimizer.ZeroGradients();
            network.call(network.BatchOf(SmallEncoders.Texts())).select(1, 0).sum().backward();
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1);
            optimizer.Step(rate: 1e-3);
        }
    }

    private static double Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet;
    }
}
