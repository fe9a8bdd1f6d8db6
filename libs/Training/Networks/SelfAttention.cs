using Kale.Bundles;
using Kale.Training.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>
/// Multi-head self-attention with its output projection, residual and norms (arXiv 1706.03762, section 3.2).
/// </summary>
internal sealed class SelfAttention : nn.Module<Tensor, TokenContext, Tensor>
{
    private readonly Norm? LayerNorm;
    private readonly AttentionProjections self;
    private readonly LayerOutput output;
    private readonly EncoderConfig _config;
    private readonly bool _isLocal;
    private readonly double _dropout;

    public SelfAttention(WeightSource weights, string name, EncoderConfig config, int layer, double dropout)
        : base(nameof(SelfAttention))
    {
        LayerNorm = Norm.OrNone(weights, $"{name}.LayerNorm", config);
        self = new AttentionProjections(weights, $"{name}.self", config);
        output = new LayerOutput(weights, $"{name}.output", config, dropout);
        (_config, _isLocal, _dropout) = (config, config.IsLocal(layer), dropout);
        RegisterComponents();
    }

    /// <param name="hidden">[batch, tokens, hidden]</param>
    /// <param name="context">Says which tokens may be seen, and where they are.</param>
    /// <returns>[batch, tokens, hidden]</returns>
    public override Tensor forward(Tensor hidden, TokenContext context)
    {
        using var scope = NewDisposeScope();
        var input = LayerNorm?.call(hidden) ?? hidden;
        var query = Turned(self.query, self.query_LayerNorm);
        var (key, value) = (Repeated(Turned(self.key, self.key_LayerNorm)), Repeated(Heads(self.value, null)));
        var seen = nn.functional.scaled_dot_product_attention(
            Scaled(query), key, value, context.Blocked(_isLocal), training ? _dropout : 0);
        return output.call(seen.transpose(1, 2).flatten(2), hidden).MoveToOuterDisposeScope();

        // [batch, tokens, heads · size] to [batch, heads, tokens, size]
        Tensor Heads(Linear projection, Norm? norm)
        {
            var heads = projection.call(input).view(input.shape[0], input.shape[1], -1, _config.HeadSize);
            return (norm?.call(heads) ?? heads).transpose(1, 2);
        }

        Tensor Turned(Linear projection, Norm? norm) => context.Turned(Heads(projection, norm), _isLocal);
    }

    // Each head of keys or values serves as many of queries, side by side.
    private Tensor Repeated(Tensor heads) => _config.KeyValueHeads == _config.Heads
        ? heads
        : heads.repeat_interleave(_config.Heads / _config.KeyValueHeads, dim: 1);

    // What is called here divides by the root of the head's size.
    private Tensor Scaled(Tensor query) => _config.QueryScalar == _config.HeadSize
        ? query
        : query * Math.Sqrt(_config.HeadSize / _config.QueryScalar);
}

/// <summary>The three projections that attention starts with.</summary>
internal sealed class AttentionProjections : nn.Module
{
    internal readonly Linear query;
    internal readonly Linear key;
    internal readonly Linear value;
    internal readonly Norm? query_LayerNorm;
    internal readonly Norm? key_LayerNorm;

    public AttentionProjections(WeightSource weights, string name, EncoderConfig config)
        : base(nameof(AttentionProjections))
    {
        query = weights.Linear($"{name}.query");
        key = weights.Linear($"{name}.key");
        value = weights.Linear($"{name}.value");
        query_LayerNorm = Norm.OrNone(weights, $"{name}.query_LayerNorm", config);
        key_LayerNorm = Norm.OrNone(weights, $"{name}.key_LayerNorm", config);
        RegisterComponents();
    }
}
