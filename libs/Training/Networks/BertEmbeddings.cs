using Kale.Bundles;
using Kale.Training.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>Word, position and type embeddings, summed and normalised (BERT, arXiv 1810.04805, section 3).</summary>
internal sealed class BertEmbeddings : nn.Module<TokenBatch, Tensor>
{
    private readonly Embedding word_embeddings;
    private readonly Embedding position_embeddings;
    private readonly Embedding token_type_embeddings;
    private readonly LayerNorm LayerNorm;
    private readonly Dropout dropout;
    private readonly int _first, _padding;

    public BertEmbeddings(WeightSource weights, EncoderConfig config, double dropout) : base(nameof(BertEmbeddings))
    {
        word_embeddings = weights.Embedding("embeddings.word_embeddings");
        position_embeddings = weights.Embedding("embeddings.position_embeddings");
        token_type_embeddings = weights.Embedding("embeddings.token_type_embeddings");
        LayerNorm = weights.LayerNorm("embeddings.LayerNorm", config.LayerNormEpsilon);
        this.dropout = nn.Dropout(dropout);
        (_first, _padding) = (config.FirstPosition, config.PadTokenId);
        RegisterComponents();
    }

    /// <returns>[batch, tokens, hidden]</returns>
    public override Tensor forward(TokenBatch batch)
    {
        using var scope = NewDisposeScope();
        var words = word_embeddings.call(batch.Ids);
        var positions = _first == 0
            ? position_embeddings.weight!.narrow(0, 0, batch.Tokens)
            : position_embeddings.call(PositionsOf(batch.Ids));
        // One text has type 0 throughout: its row is added to the positions, [tokens, hidden], not to every token.
        var sum = batch.Types is { } types
            ? words + positions + token_type_embeddings.call(types)
            : words + (positions + token_type_embeddings.weight!.narrow(0, 0, 1));
        return dropout.call(LayerNorm.call(sum)).MoveToOuterDisposeScope();
    }

    // RoBERTa counts the tokens that are no padding, which has the place before the first.
    private Tensor PositionsOf(Tensor ids)
    {
        var counts = ids.ne(_padding).to(ScalarType.Int64);
        return (counts.cumsum(1) * counts) + (_first - 1);
    }
}
