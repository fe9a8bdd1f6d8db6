using Kale.Bundles;
using Kale.Training.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>
/// Scores per pair: the first token's vector through pooler and classifier (BERT, arXiv 1810.04805, section 4.1).
/// </summary>
public sealed class CrossEncoder : BertEncoder
{
    private readonly BertDense pooler;
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
        pooler = new BertDense(weights, "pooler");
        classifier = weights.Linear("classifier");
        this.dropout = nn.Dropout(dropout);
        RegisterComponents();
    }

    /// <summary>Before any sigmoid. [batch, labels]</summary>
    public override Tensor forward(TokenBatch input)
    {
        using var scope = NewDisposeScope();
        var first = LastHidden(input).select(1, 0);
        return classifier.call(dropout.call(pooler.call(first).tanh())).MoveToOuterDisposeScope();
    }
}
