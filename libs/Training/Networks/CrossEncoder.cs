using Kale.Bundles;
using Kale.Training.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>
/// Scores per pair: the first token's vector through pooler and classifier (BERT, arXiv 1810.04805, section 4.1).
/// </summary>
public sealed class CrossEncoder : EncoderNetwork
{
    private readonly ClassifierPooler pooler;
    private readonly Linear classifier;
    private readonly Dropout dropout;

    /// <summary>A network of the model's weights.</summary>
    /// <param name="model">A cross encoder.</param>
    /// <param name="dropout">Share of activations and attention weights dropped while training, 0 to 1.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="BundleException">The model's parts do not fit each other.</exception>
    public CrossEncoder(EncoderModel model, double dropout, Device device)
        : this(model.Validated(), new WeightSource(model.Weights, device), dropout)
    {
    }

    private CrossEncoder(EncoderModel model, WeightSource weights, double dropout)
        : base(nameof(CrossEncoder), model, weights, dropout)
    {
        pooler = new ClassifierPooler(weights, model.Config);
        classifier = weights.Linear("classifier");
        this.dropout = nn.Dropout(dropout);
        RegisterComponents();
    }

    /// <summary>Before any sigmoid. [batch, labels]</summary>
    public override Tensor forward(TokenBatch input)
    {
        using var scope = NewDisposeScope();
        return classifier.call(dropout.call(pooler.call(LastHidden(input), input))).MoveToOuterDisposeScope();
    }
}

/// <summary>What stands between the tokens and the classifier: see <see cref="ClassifierParts"/>.</summary>
internal sealed class ClassifierPooler : nn.Module<Tensor, TokenBatch, Tensor>
{
    private readonly Linear dense;
    private readonly Norm? LayerNorm;
    private readonly Func<Tensor, TokenBatch, Tensor> _pool;
    private readonly Func<Tensor, Tensor> _activate;

    public ClassifierPooler(WeightSource weights, EncoderConfig config) : base(nameof(ClassifierPooler))
    {
        dense = weights.Linear("pooler.dense");
        LayerNorm = Norm.OrNone(weights, "pooler.LayerNorm", config);
        _pool = Pooling.Of(config.Parts.Classifier.Pooling).Of;
        _activate = ActivationFunctions.Of(config.Parts.Classifier.Activation);
        RegisterComponents();
    }

    /// <returns>[batch, hidden]</returns>
    public override Tensor forward(Tensor hidden, TokenBatch batch)
    {
        using var scope = NewDisposeScope();
        var active = _activate(dense.call(_pool(hidden, batch)));
        return (LayerNorm?.call(active) ?? active).MoveToOuterDisposeScope();
    }
}
