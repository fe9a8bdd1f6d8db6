using Kale.TorchSharp.Tests.Golden;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Kale.TorchSharp.Tests.Parity;

// encoder.py's modules, with field names that make the same parameter names.
#pragma warning disable IDE1006

internal sealed class TinyBert : Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly Embeddings embeddings;
    private readonly Layers encoder;

    public TinyBert(EncoderShape shape, double dropout = 0) : base(nameof(TinyBert))
    {
        embeddings = new Embeddings(shape, dropout);
        encoder = new Layers(shape, dropout);
        RegisterComponents();
    }

    /// <returns>[batch, tokens, hidden]</returns>
    public override Tensor forward(Tensor ids, Tensor mask, Tensor types)
    {
        using var scope = NewDisposeScope();
        var added = (1 - mask.unsqueeze(1).unsqueeze(2).to(ScalarType.Float32)) * -10000.0;
        var states = embeddings.call(ids, types);
        foreach (var layer in encoder.layer)
            states = layer.call(states, added);
        return states.MoveToOuterDisposeScope();
    }

    /// <summary>The mean over the tokens that are there, at length 1. [batch, hidden]</summary>
    public Tensor Vectors(Tensor ids, Tensor mask, Tensor types)
    {
        using var scope = NewDisposeScope();
        var weights = mask.unsqueeze(2).to(ScalarType.Float32);
        var mean = (call(ids, mask, types) * weights).sum(1) / weights.sum(1).clamp_min(1e-9);
        return F.normalize(mean, dim: 1).MoveToOuterDisposeScope();
    }

    public static TinyBert FromGolden(GoldenEncoder golden, double dropout = 0)
    {
        using var scope = NewDisposeScope();
        var model = new TinyBert(golden.Config, dropout);
        model.load_state_dict(golden.Weights.ToDictionary(entry => entry.Key, entry => entry.Value.ToTensor()));
        return model;
    }
}

internal sealed class Embeddings : Module<Tensor, Tensor, Tensor>
{
    private readonly Embedding word_embeddings, position_embeddings, token_type_embeddings;
    private readonly LayerNorm LayerNorm;
    private readonly Dropout dropout;

    public Embeddings(EncoderShape shape, double p) : base(nameof(Embeddings))
    {
        word_embeddings = Embedding(shape.Vocab, shape.Hidden);
        position_embeddings = Embedding(shape.Positions, shape.Hidden);
        token_type_embeddings = Embedding(shape.Types, shape.Hidden);
        LayerNorm = nn.LayerNorm(shape.Hidden, shape.Eps);
        dropout = Dropout(p);
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids, Tensor types)
    {
        var positions = position_embeddings.call(arange(ids.shape[1]));
        return dropout.call(LayerNorm.call(word_embeddings.call(ids) + positions + token_type_embeddings.call(types)));
    }
}

internal sealed class Layers : Module
{
    public readonly ModuleList<Layer> layer;

    public Layers(EncoderShape shape, double dropout) : base(nameof(Layers))
    {
        layer = ModuleList(Enumerable.Range(0, shape.Layers).Select(_ => new Layer(shape, dropout)).ToArray());
        RegisterComponents();
    }
}

internal sealed class Layer : Module<Tensor, Tensor, Tensor>
{
    private readonly Attention attention;
    private readonly Dense intermediate;
    private readonly AddNorm output;

    public Layer(EncoderShape shape, double dropout) : base(nameof(Layer))
    {
        attention = new Attention(shape, dropout);
        intermediate = new Dense(shape.Hidden, shape.Intermediate);
        output = new AddNorm(shape.Intermediate, shape, dropout);
        RegisterComponents();
    }

    public override Tensor forward(Tensor states, Tensor mask)
    {
        var attended = attention.call(states, mask);
        return output.call(F.gelu(intermediate.call(attended)), attended);
    }
}

internal sealed class Attention : Module<Tensor, Tensor, Tensor>
{
    private readonly Projections self;
    private readonly AddNorm output;
    private readonly long heads;

    public Attention(EncoderShape shape, double dropout) : base(nameof(Attention))
    {
        self = new Projections(shape.Hidden);
        output = new AddNorm(shape.Hidden, shape, dropout);
        heads = shape.Heads;
        RegisterComponents();
    }

    public override Tensor forward(Tensor states, Tensor mask)
    {
        var (batch, tokens, hidden) = (states.shape[0], states.shape[1], states.shape[2]);
        var (query, key, value) = (Split(self.query), Split(self.key), Split(self.value));
        var context = F.scaled_dot_product_attention(query, key, value, mask);
        return output.call(context.transpose(1, 2).reshape(batch, tokens, hidden), states);

        Tensor Split(Linear projection) =>
            projection.call(states).view(batch, tokens, heads, hidden / heads).transpose(1, 2);
    }
}

internal sealed class Projections : Module
{
    public readonly Linear query, key, value;

    public Projections(long hidden) : base(nameof(Projections))
    {
        (query, key, value) = (Linear(hidden, hidden), Linear(hidden, hidden), Linear(hidden, hidden));
        RegisterComponents();
    }
}

internal sealed class Dense : Module<Tensor, Tensor>
{
    private readonly Linear dense;

    public Dense(long inputs, long outputs) : base(nameof(Dense))
    {
        dense = Linear(inputs, outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => dense.call(input);
}

internal sealed class AddNorm : Module<Tensor, Tensor, Tensor>
{
    private readonly Linear dense;
    private readonly LayerNorm LayerNorm;
    private readonly Dropout dropout;

    public AddNorm(long inputs, EncoderShape shape, double p) : base(nameof(AddNorm))
    {
        dense = Linear(inputs, shape.Hidden);
        LayerNorm = nn.LayerNorm(shape.Hidden, shape.Eps);
        dropout = Dropout(p);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input, Tensor residual) =>
        LayerNorm.call(dropout.call(dense.call(input)) + residual);
}
