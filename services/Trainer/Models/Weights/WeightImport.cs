using Kale.Bundles;
using TorchSharp;

namespace Kale.Trainer.Models.Weights;

/// <summary>Puts weights into a network that has parameters of the same names.</summary>
internal static class WeightImport
{
    /// <exception cref="BundleException">One is missing, or of another shape.</exception>
    public static void Into(torch.nn.Module network, TensorSet weights)
    {
        using var scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            var stored = weights.Require(name, [.. parameter.shape.Select(size => (int)size)]);
            parameter.copy_(torch.tensor(stored.Data, parameter.shape));
        }
    }
}
