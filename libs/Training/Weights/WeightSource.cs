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

    public Linear Linear(string name) => nn.Linear(Parameter($"{name}.weight"), ParameterOrNone($"{name}.bias"));

    public Embedding? EmbeddingOrNone(string name) => Has(name) ? Embedding(name) : null;

    public Embedding Embedding(string name)
    {
        var rows = Parameter($"{name}.weight");
        // Not nn.Embedding_from_pretrained: it computes with the given rows and registers random ones as its parameter.
        var embedding = nn.Embedding(rows.shape[0], rows.shape[1], device: device);
        using var random = embedding.get_parameter(nameof(embedding.weight));
        embedding.weight = rows;
        return embedding;
    }

    public Parameter? ParameterOrNone(string name) => weights.TryGet(name, out _) ? Parameter(name) : null;

    public Parameter Parameter(string name)
    {
        var stored = weights[name];
        var parameter = nn.Parameter(stored.Data.ToTensor(device, [.. stored.Shape.Select(size => (long)size)]));
        // Modules other than nn.Linear leave it in the scope that it was made in.
        return (Parameter)parameter.DetachFromDisposeScope();
    }
}
