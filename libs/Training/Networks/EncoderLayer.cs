using Kale.Bundles;
using Kale.Training.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>
/// One transformer layer: attention, then products around an activation, each with residual and norms.
/// </summary>
internal sealed class EncoderLayer : nn.Module<Tensor, TokenContext, Tensor>
{
    private readonly SelfAttention attention;
    private readonly FeedForward intermediate;
    private readonly LayerOutput output;

    public EncoderLayer(WeightSource weights, EncoderConfig config, int layer, double dropout)
        : base(nameof(EncoderLayer))
    {
        var name = $"encoder.layer.{layer}";
        attention = new SelfAttention(weights, $"{name}.attention", config, layer, dropout);
        intermediate = new FeedForward(weights, $"{name}.intermediate", config);
        output = new LayerOutput(weights, $"{name}.output", config, dropout);
        RegisterComponents();
    }

    /// <returns>[batch, tokens, hidden]</returns>
    public override Tensor forward(Tensor hidden, TokenContext context)
    {
        using var scope = NewDisposeScope();
        var attended = attention.call(hidden, context);
        return output.call(intermediate.call(attended), attended).MoveToOuterDisposeScope();
    }
}

/// <summary>The wide part of a layer: act(x), or act(gate) · x.</summary>
internal sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    private readonly Norm? LayerNorm;
    private readonly Linear dense;
    private readonly Linear? gate;
    private readonly Func<Tensor, Tensor> _activate;

    public FeedForward(WeightSource weights, string name, EncoderConfig config) : base(nameof(FeedForward))
    {
        LayerNorm = Norm.OrNone(weights, $"{name}.LayerNorm", config);
        dense = weights.Linear($"{name}.dense");
        gate = weights.Has($"{name}.gate") ? weights.Linear($"{name}.gate") : null;
        _activate = ActivationFunctions.Of(config.HiddenActivation);
        RegisterComponents();
    }

    /// <returns>[batch, tokens, intermediate]</returns>
    public override Tensor forward(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var input = LayerNorm?.call(hidden) ?? hidden;
        var inner = dense.call(input);
        var active = gate is null ? _activate(inner) : _activate(gate.call(input)) * inner;
        return active.MoveToOuterDisposeScope();
    }
}

/// <summary>A product, dropout, the residual and norms: <see cref="NormPlacement"/>.</summary>
internal sealed class LayerOutput : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Linear dense;
    private readonly Norm? LayerNorm;
    private readonly Dropout dropout;
    private readonly NormPlacement _placement;

    public LayerOutput(WeightSource weights, string name, EncoderConfig config, double dropout)
        : base(nameof(LayerOutput))
    {
        dense = weights.Linear($"{name}.dense");
        LayerNorm = Norm.OrNone(weights, $"{name}.LayerNorm", config);
        this.dropout = nn.Dropout(dropout);
        _placement = config.Parts.Placement;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input, Tensor residual)
    {
        using var scope = NewDisposeScope();
        var made = dropout.call(dense.call(input));
        var output = _placement switch
        {
            NormPlacement.Post => LayerNorm!.call(made + residual),
            NormPlacement.Sandwich => LayerNorm!.call(made) + residual,
            _ => made + residual,
        };
        return output.MoveToOuterDisposeScope();
    }
}
