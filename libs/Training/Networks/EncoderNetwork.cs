using Kale.Bundles;
using Kale.Encoding.Tokenization;
using Kale.Training.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>
/// An encoder of any family that learns: embeddings and layers of an <see cref="EncoderModel"/>, with parameters
/// named as its tensors. What it says of a text is the derived class's.
/// </summary>
public abstract class EncoderNetwork : nn.Module<TokenBatch, Tensor>
{
    private protected readonly EncoderEmbeddings embeddings;
    private protected readonly EncoderLayers encoder;

    private readonly EncoderModel _origin;

    private protected EncoderNetwork(string name, EncoderModel model, WeightSource weights, double dropout) : base(name)
    {
        (_origin, Device) = (model, weights.Device);
        embeddings = new EncoderEmbeddings(weights, model.Config, dropout);
        encoder = new EncoderLayers(weights, model.Config, dropout);
    }

    /// <summary>The sizes.</summary>
    public EncoderConfig Config => _origin.Config;

    /// <summary>Where it computes.</summary>
    public Device Device { get; }

    /// <summary>Texts laid side by side, where the network is.</summary>
    /// <param name="texts">At least one.</param>
    public TokenBatch BatchOf(IReadOnlyList<TokenizedText> texts) =>
        TokenBatch.From(texts, Config.PadTokenId, Device);

    /// <summary>The last layer's token vectors. [batch, tokens, hidden]</summary>
    public Tensor LastHidden(TokenBatch batch)
    {
        using var scope = NewDisposeScope();
        return Hidden(batch)[^1].MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The token vectors of the embeddings and after each layer, the last as the encoder ends: layers + 1 times
    /// [batch, tokens, hidden].
    /// </summary>
    public IReadOnlyList<Tensor> Hidden(TokenBatch batch)
    {
        var hidden = new List<Tensor> { embeddings.call(batch) };
        using var scope = NewDisposeScope();
        var context = TokenContext.Of(batch, Config, encoder.relative_attention_bias?.weight);
        foreach (var layer in encoder.layer)
        {
            hidden.Add(layer.call(hidden[^1], context).MoveToOuterDisposeScope());
        }

        if (encoder.LayerNorm is { } last) { hidden[^1] = last.call(hidden[^1]).MoveToOuterDisposeScope(); }
        return hidden;
    }

    /// <summary>The encoder with the weights as they are now.</summary>
    public EncoderModel ToModel() => _origin with { Weights = TensorExport.Of(this) };
}

/// <summary>The layers, by the name <c>encoder.layer</c>, and what they share.</summary>
internal sealed class EncoderLayers : nn.Module
{
    internal readonly ModuleList<EncoderLayer> layer;
    internal readonly Embedding? relative_attention_bias;
    internal readonly Norm? LayerNorm;

    public EncoderLayers(WeightSource weights, EncoderConfig config, double dropout) : base(nameof(EncoderLayers))
    {
        layer = nn.ModuleList(
            Enumerable.Range(0, config.Layers)
                .Select(n => new EncoderLayer(weights, config, n, dropout))
                .ToArray());
        relative_attention_bias = weights.EmbeddingOrNone("encoder.relative_attention_bias");
        LayerNorm = Norm.OrNone(weights, "encoder.LayerNorm", config);
        RegisterComponents();
    }
}
