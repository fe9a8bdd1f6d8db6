using Kale.Bundles;
using Kale.Training.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>
/// Word, position and type embeddings, summed and normalised (BERT, arXiv 1810.04805, section 3), as far as the encoder
/// has them, and made as wide as its layers.
/// </summary>
internal sealed class EncoderEmbeddings : nn.Module<TokenBatch, Tensor>
{
    private readonly Embedding word_embeddings;
    private readonly Embedding? position_embeddings;
    private readonly Embedding? token_type_embeddings;
    private readonly Norm? LayerNorm;
    private readonly Linear? projection;
    private readonly Dropout dropout;
    private readonly EncoderConfig _config;

    public EncoderEmbeddings(WeightSource weights, EncoderConfig config, double dropout)
        : base(nameof(EncoderEmbeddings))
    {
        word_embeddings = weights.Embedding("embeddings.word_embeddings");
        position_embeddings = weights.EmbeddingOrNone("embeddings.position_embeddings");
        token_type_embeddings = weights.EmbeddingOrNone("embeddings.token_type_embeddings");
        LayerNorm = Norm.OrNone(weights, "embeddings.LayerNorm", config);
        projection = weights.Has("embeddings.projection") ? weights.Linear("embeddings.projection") : null;
        this.dropout = nn.Dropout(dropout);
        _config = config;
        RegisterComponents();
    }

    /// <returns>[batch, tokens, hidden]</returns>
    public override Tensor forward(TokenBatch batch)
    {
        using var scope = NewDisposeScope();
        var words = word_embeddings.call(batch.Ids);
        var scaled = _config.Parts.ScaledEmbeddings ? words * MathF.Sqrt(_config.HiddenSize) : words;
        var sum = (Positions(batch), Types(batch)) switch
        {
            (null, null) => scaled,
            ({ } positions, null) => scaled + positions,
            (null, { } types) => scaled + types,
            // One text has type 0 throughout: its row is added to the positions, [tokens, hidden], not to every token.
            ({ } positions, { } types) =>
                batch.Types is null ? scaled + (positions + types) : scaled + positions + types,
        };
        var normal = dropout.call(LayerNorm?.call(sum) ?? sum);
        return (projection?.call(normal) ?? normal).MoveToOuterDisposeScope();
    }

    private Tensor? Types(TokenBatch batch) => batch.Types is { } types
        ? token_type_embeddings?.call(types)
        : token_type_embeddings?.weight!.narrow(0, 0, 1);

    private Tensor? Positions(TokenBatch batch) => _config.FirstPosition == 0
        ? position_embeddings?.weight!.narrow(0, 0, batch.Tokens)
        : position_embeddings?.call(PositionsOf(batch.Ids));

    // RoBERTa counts the tokens that are no padding, which has the place before the first.
    private Tensor PositionsOf(Tensor ids)
    {
        var counts = ids.ne(_config.PadTokenId).to(ScalarType.Int64);
        return (counts.cumsum(1) * counts) + (_config.FirstPosition - 1);
    }
}
