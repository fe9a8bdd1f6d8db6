using Kale.Bundles;
using Kale.Training.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>
/// Multi-head self-attention with its output projection, residual and LayerNorm (arXiv 1706.03762, section 3.2).
/// </summary>
internal sealed class BertAttention : nn.Module<Tensor, TokenBatch, Tensor>
{
    private readonly BertProjections self;
    private readonly BertOutput output;
    private readonly int _heads;
    private readonly double _dropout;

    public BertAttention(WeightSource weights, string name, EncoderConfig config, double dropout)
        : base(nameof(BertAttention))
    {
        self = new BertProjections(weights, $"{name}.self");
        output = new BertOutput(weights, $"{name}.output", config.LayerNormEpsilon, dropout);
        (_heads, _dropout) = (config.Heads, dropout);
        RegisterComponents();
    }

    /// <param name="hidden">[batch, tokens, hidden]</param>
    /// <param name="batch">Says which tokens are filling.</param>
    /// <returns>[batch, tokens, hidden]</returns>
    public override Tensor forward(Tensor hidden, TokenBatch batch)
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (Heads(self.query), Heads(self.key), Heads(self.value));
        var context = nn.functional.scaled_dot_product_attention(
            query, key, value, batch.Blocked, training ? _dropout : 0);
        return output.call(context.transpose(1, 2).flatten(2), hidden).MoveToOuterDisposeScope();

        // [batch, tokens, hidden] to [batch, heads, tokens, hidden / heads]
        Tensor Heads(Linear projection) =>
            projection.call(hidden).view(hidden.shape[0], hidden.shape[1], _heads, -1).transpose(1, 2);
    }
}

/// <summary>The three projections that attention starts with.</summary>
internal sealed class BertProjections : nn.Module
{
    internal readonly Linear query;
    internal readonly Linear key;
    internal readonly Linear value;

    public BertProjections(WeightSource weights, string name) : base(nameof(BertProjections))
    {
        query = weights.Linear($"{name}.query");
        key = weights.Linear($"{name}.key");
        value = weights.Linear($"{name}.value");
        RegisterComponents();
    }
}
