using Kale.Bundles;
using TorchSharp;

namespace Kale.Training.Weights;

/// <summary>Puts numbers into tensors of the same names.</summary>
internal static class TensorImport
{
    /// <summary>Into a network's parameters.</summary>
    /// <exception cref="BundleException">One is missing, or of another shape.</exception>
    public static void Into(torch.nn.Module network, TensorSet weights) =>
        Into(network.named_parameters().Select(entry => (entry.name, (torch.Tensor)entry.parameter)), weights);

    /// <inheritdoc cref="Into(torch.nn.Module, TensorSet)"/>
    public static void Into(IEnumerable<(string Name, torch.Tensor Tensor)> tensors, TensorSet numbers)
    {
        using var scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        foreach (var (name, tensor) in tensors)
        {
            var stored = numbers.Require(name, [.. tensor.shape.Select(size => (int)size)]);
            tensor.copy_(stored.Data.ToTensor(torch.CPU, tensor.shape));
        }
    }
}
