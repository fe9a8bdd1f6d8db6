using Kale.Bundles;
using Kale.Training.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>
/// One vector per text: pooled token vectors, projected where there is a projection, scaled to length 1 if asked.
/// </summary>
public sealed class DualEncoder : EncoderNetwork
{
    private readonly Linear? projection;
    private readonly Func<Tensor, TokenBatch, Tensor> _pool;
    private readonly bool _normalize;

    /// <summary>A network of the model's weights.</summary>
    /// <param name="model">A dual encoder.</param>
    /// <param name="dropout">Share of activations and attention weights dropped while training, 0 to 1.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="BundleException">The model's parts do not fit each other.</exception>
    public DualEncoder(EncoderModel model, double dropout, Device device)
        : this(model.Validated(), new WeightSource(model.Weights, device), dropout)
    {
    }

    private DualEncoder(EncoderModel model, WeightSource weights, double dropout)
        : base(nameof(DualEncoder), model, weights, dropout)
    {
        projection = weights.Has("projection") ? weights.Linear("projection") : null;
        _pool = Pooling.Of(model.Pooling).Of;
        _normalize = model.Normalize;
        RegisterComponents();
    }

    /// <summary>What the encoder answers. [batch, dims]</summary>
    public override Tensor forward(TokenBatch input)
    {
        using var scope = NewDisposeScope();
        var vectors = Unnormalized(input);
        return (_normalize ? nn.functional.normalize(vectors, dim: 1) : vectors).MoveToOuterDisposeScope();
    }

    /// <summary>Pooled and projected, of whatever length: what KALE's losses were written for. [batch, dims]</summary>
    public Tensor Unnormalized(TokenBatch batch)
    {
        using var scope = NewDisposeScope();
        var pooled = _pool(LastHidden(batch), batch);
        return (projection?.call(pooled) ?? pooled).MoveToOuterDisposeScope();
    }
}
