using Kale.Bundles;
using Kale.Training.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>A norm of the encoder's kind: <see cref="NormKind"/>.</summary>
internal sealed class Norm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly NormKind _kind;
    private readonly double _epsilon;

    public Norm(WeightSource weights, string name, EncoderConfig config) : base(nameof(Norm))
    {
        weight = weights.Parameter($"{name}.weight");
        bias = weights.ParameterOrNone($"{name}.bias");
        (_kind, _epsilon) = (config.Parts.Norm, config.LayerNormEpsilon);
        RegisterComponents();
    }

    /// <summary>Null where the encoder has no such norm.</summary>
    public static Norm? OrNone(WeightSource weights, string name, EncoderConfig config) =>
        weights.Has(name) ? new Norm(weights, name, config) : null;

    /// <summary>Over the last axis.</summary>
    public override Tensor forward(Tensor input)
    {
        if (_kind == NormKind.Layer)
        {
            return nn.functional.layer_norm(input, [weight.shape[0]], weight, bias!, _epsilon);
        }

        using var scope = NewDisposeScope();
        var scale = _kind == NormKind.RmsPlusOne ? weight + 1 : weight;
        var root = (input.square().mean([-1], keepdim: true) + _epsilon).rsqrt();
        return (input * root * scale).MoveToOuterDisposeScope();
    }
}
