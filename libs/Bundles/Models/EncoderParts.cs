using System.Text.Json.Serialization;

namespace Kale.Bundles;

/// <summary>Where a layer normalises.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<NormPlacement>))]
public enum NormPlacement
{
    /// <summary>Behind each residual: BERT (arXiv 1810.04805).</summary>
    Post,

    /// <summary>In front of attention and feed-forward (arXiv 2002.04745).</summary>
    Pre,

    /// <summary>In front of both, and behind each before its residual: Gemma 2 (arXiv 2408.00118), section 2.</summary>
    Sandwich,
}

/// <summary>How token vectors are normalised.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<NormKind>))]
public enum NormKind
{
    /// <summary>Mean 0 and variance 1 (arXiv 1607.06450).</summary>
    Layer,

    /// <summary>Root mean square 1 (arXiv 1910.07467).</summary>
    Rms,

    /// <summary>The same, multiplied by 1 + weight: Gemma.</summary>
    RmsPlusOne,
}

/// <summary>What a classifier does between the encoder's tokens and its last product.</summary>
/// <param name="Activation">Behind the first product: <c>tanh</c>, <c>relu</c>, <c>gelu</c>.</param>
/// <param name="Bias">Whether the first product has a bias.</param>
/// <param name="Norm">Whether LayerNorm follows the activation.</param>
/// <param name="Pooling">Which tokens it begins with.</param>
public sealed record ClassifierParts(
    string Activation = "tanh", bool Bias = true, bool Norm = false, PoolingMode Pooling = PoolingMode.Cls);

/// <summary>
/// Which parts an encoder's network has: what its family has, and what config.json switches on or off. Everything at
/// its default is BERT. Graph, network and names of tensors follow from it.
/// </summary>
public sealed record EncoderParts
{
    /// <summary>Whether there is a table of positions.</summary>
    public bool Positions { get; init; } = true;

    /// <summary>Whether word vectors are multiplied by √hidden.</summary>
    public bool ScaledEmbeddings { get; init; }

    /// <summary>Whether embeddings are normalised.</summary>
    public bool EmbeddingNorm { get; init; } = true;

    /// <summary>Whether a product makes the layers' width of the embeddings'.</summary>
    public bool EmbeddingProjection { get; init; }

    /// <summary>The kind of all norms.</summary>
    public NormKind Norm { get; init; }

    /// <summary>Whether norms have a bias.</summary>
    public bool NormBias { get; init; } = true;

    /// <summary>Where they stand.</summary>
    public NormPlacement Placement { get; init; }

    /// <summary>False where the first layer's attention takes the embeddings as they are.</summary>
    public bool FirstNorm { get; init; } = true;

    /// <summary>Whether a norm follows the last layer.</summary>
    public bool FinalNorm { get; init; }

    /// <summary>Whether queries, keys and values have biases.</summary>
    public bool AttentionBias { get; init; } = true;

    /// <summary>Whether attention's output has one.</summary>
    public bool AttentionOutputBias { get; init; } = true;

    /// <summary>Whether the feed-forward's first products have one.</summary>
    public bool InnerBias { get; init; } = true;

    /// <summary>Whether its last product has one.</summary>
    public bool OuterBias { get; init; } = true;

    /// <summary>Whether the feed-forward is gated: act(gate) · inner (arXiv 2002.05202).</summary>
    public bool Gated { get; init; }

    /// <summary>Whether queries and keys are normalised within each head.</summary>
    public bool HeadNorms { get; init; }

    /// <summary>Whether a token sees only those before it.</summary>
    public bool Causal { get; init; }

    /// <summary>The head of its classifiers.</summary>
    public ClassifierParts Classifier { get; init; } = new();
}
