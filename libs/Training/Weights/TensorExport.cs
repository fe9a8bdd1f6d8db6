using Kale.Bundles;
using TorchSharp;
using StoredTensor = Kale.Bundles.Tensor;

namespace Kale.Training.Weights;

/// <summary>Tensors as they are now, for a bundle or a checkpoint.</summary>
internal static class TensorExport
{
    /// <summary>Copies of a network's parameters under their names, which are the canonical ones.</summary>
    public static TensorSet Of(torch.nn.Module network) =>
        Of(network.named_parameters().Select(entry => (entry.name, (torch.Tensor)entry.parameter)));

    /// <summary>Copies of all of them.</summary>
    public static TensorSet Of(IEnumerable<(string Name, torch.Tensor Tensor)> tensors) => new(
        tensors.Select(entry => new StoredTensor(
            entry.Name, [.. entry.Tensor.shape.Select(size => (int)size)], entry.Tensor.Floats())));
}
