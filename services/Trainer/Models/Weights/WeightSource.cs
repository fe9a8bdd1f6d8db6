using Kale.Bundles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Kale.Trainer.Models.Weights;

/// <summary>Modules made of a model's weights, by canonical name, on one device.</summary>
internal sealed class WeightSource(TensorSet weights, Device device)
{
    public bool Has(string name) => weights.TryGet($"{name}.weight", out _);

    public Linear Linear(string name) => nn.Linear(Parameter($"{name}.weight"), Parameter($"{name}.bias"));

    public Embedding Embedding(string name)
    {
        using var rows = Read($"{name}.weight");
        return nn.Embedding_from_pretrained(rows, freeze: false);
    }

    public LayerNorm LayerNorm(string name, double epsilon)
    {
        var norm = nn.LayerNorm(weights[$"{name}.weight"].Count, epsilon, device: device);
        norm.weight = Parameter($"{name}.weight");
        norm.bias = Parameter($"{name}.bias");
        return norm;
    }

    private Parameter Parameter(string name) => nn.Parameter(Read(name));

    private torch.Tensor Read(string name)
    {
        var stored = weights[name];
        return tensor(stored.Data, [.. stored.Shape.Select(size => (long)size)], device: device);
    }
}
