using Kale.Bundles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Kale.Training.Weights;

/// <summary>Modules made of a model's weights, by canonical name, on one device.</summary>
internal sealed class WeightSource(TensorSet weights, Device device)
{
    public Device Device => device;

    public bool Has(string name) => weights.TryGet($"{name}.weight", out _);

    public Linear Linear(string name) => nn.Linear(Parameter($"{name}.weight"), Parameter($"{name}.bias"));

    public Embedding Embedding(string name)
    {
        var rows = Parameter($"{name}.weight");
        // Not nn.Embedding_from_pretrained: it computes with the given rows and registers random ones as its parameter.
        var embedding = nn.Embedding(rows.shape[0], rows.shape[1], device: device);
        using var random = embedding.get_parameter(nameof(embedding.weight));
        // Unlike nn.Linear and nn.LayerNorm it leaves them in the scope that they were made in.
        embedding.weight = (Parameter)rows.DetachFromDisposeScope();
        return embedding;
    }

    public LayerNorm LayerNorm(string name, double epsilon)
    {
        var norm = nn.LayerNorm(weights[$"{name}.weight"].Count, epsilon, device: device);
        norm.weight = Parameter($"{name}.weight");
        norm.bias = Parameter($"{name}.bias");
        return norm;
    }

    private Parameter Parameter(string name)
    {
        var stored = weights[name];
        return nn.Parameter(stored.Data.ToTensor(device, [.. stored.Shape.Select(size => (long)size)]));
    }
}
