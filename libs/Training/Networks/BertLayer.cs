using Kale.Bundles;
using Kale.Training.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>
/// One transformer layer: attention, then two products around GELU, each with residual and LayerNorm.
/// </summary>
internal sealed class BertLayer : nn.Module<Tensor, TokenBatch, Tensor>
{
    private readonly BertAttention attention;
    private readonly BertDense intermediate;
    private readonly BertOutput output;

    public BertLayer(WeightSource weights, string name, EncoderConfig config, double dropout) : base(nameof(BertLayer))
    {
        attention = new BertAttention(weights, $"{name}.attention", config, dropout);
        intermediate = new BertDense(weights, $"{name}.intermediate");
        output = new BertOutput(weights, $"{name}.output", config.LayerNormEpsilon, dropout);
        RegisterComponents();
    }

    /// <returns>[batch, tokens, hidden]</returns>
    public override Tensor forward(Tensor hidden, TokenBatch batch)
    {
        using var scope = NewDisposeScope();
        var attended = attention.call(hidden, batch);
        var widened = nn.functional.gelu(intermediate.call(attended));
        return output.call(widened, attended).MoveToOuterDisposeScope();
    }
}

/// <summary>A product by the name <c>dense</c>, as Hugging Face calls it.</summary>
internal sealed class BertDense : nn.Module<Tensor, Tensor>
{
    private readonly Linear dense;

    public BertDense(WeightSource weights, string name) : base(nameof(BertDense))
    {
        dense = weights.Linear($"{name}.dense");
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => dense.call(input);
}

/// <summary>A product, dropout, the residual and LayerNorm.</summary>
internal sealed class BertOutput : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Linear dense;
    private readonly LayerNorm LayerNorm;
    private readonly Dropout dropout;

    public BertOutput(WeightSource weights, string name, double epsilon, double dropout) : base(nameof(BertOutput))
    {
        dense = weights.Linear($"{name}.dense");
        LayerNorm = weights.LayerNorm($"{name}.LayerNorm", epsilon);
        this.dropout = nn.Dropout(dropout);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input, Tensor residual)
    {
        using var scope = NewDisposeScope();
        return LayerNorm.call(dropout.call(dense.call(input)) + residual).MoveToOuterDisposeScope();
    }
}
