using Kale.Bundles;
using Kale.Encoding.Tokenization;
using Kale.Training.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>
/// A BERT-family encoder that learns: embeddings and layers of an <see cref="EncoderModel"/>, with parameters named as
/// its tensors. What it says of a text is the derived class's.
/// </summary>
public abstract class BertEncoder : nn.Module<TokenBatch, Tensor>
{
    private protected readonly BertEmbeddings embeddings;
    private protected readonly BertLayers encoder;

    private readonly EncoderModel _origin;

    private protected BertEncoder(string name, EncoderModel model, WeightSource weights, double dropout) : base(name)
    {
        (_origin, Device) = (model, weights.Device);
        embeddings = new BertEmbeddings(weights, model.Config, dropout);
        encoder = new BertLayers(weights, model.Config, dropout);
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
    /// The token vectors of the embeddings and after each layer: layers + 1 times [batch, tokens, hidden].
    /// </summary>
    public IReadOnlyList<Tensor> Hidden(TokenBatch batch)
    {
        var hidden = new List<Tensor> { embeddings.call(batch) };
        foreach (var layer in encoder.layer)
        {
            hidden.Add(layer.call(hidden[^1], batch));
        }

        return hidden;
    }

    /// <summary>The encoder with the weights as they are now.</summary>
    public EncoderModel ToModel() => _origin with { Weights = TensorExport.Of(this) };
}

/// <summary>The layers, by the name <c>encoder.layer</c>, as Hugging Face calls them.</summary>
internal sealed class BertLayers : nn.Module
{
    internal readonly ModuleList<BertLayer> layer;

    public BertLayers(WeightSource weights, EncoderConfig config, double dropout) : base(nameof(BertLayers))
    {
        layer = nn.ModuleList(
            Enumerable.Range(0, config.Layers)
                .Select(n => new BertLayer(weights, $"encoder.layer.{n}", config, dropout))
                .ToArray());
        RegisterComponents();
    }
}
