using Kale.Bundles;
using TorchSharp;
using StoredTensor = Kale.Bundles.Tensor;

namespace Kale.Trainer.Models.Weights;

/// <summary>A network's parameters as they are now, for a bundle or a checkpoint.</summary>
internal static class WeightExport
{
    /// <summary>Copies of all parameters under their names, which are the canonical ones.</summary>
    public static TensorSet Of(torch.nn.Module network)
    {
        using var scope = torch.NewDisposeScope();
        return new TensorSet(network.named_parameters().Select(entry => Copy(entry.name, entry.parameter)));
    }

    private static StoredTensor Copy(string name, torch.Tensor parameter) => new(
        name,
        [.. parameter.shape.Select(size => (int)size)],
        parameter.detach().cpu().contiguous().data<float>().ToArray());
}
