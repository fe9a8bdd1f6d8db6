using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>The sizes of a BERT-family encoder: Hugging Face's config.json.</summary>
public sealed record EncoderConfig
{
    /// <summary>The family it is of.</summary>
    public EncoderFamily Family { get; init; } = EncoderFamily.Bert;

    /// <summary>Rows of the word embeddings.</summary>
    public required int VocabSize { get; init; }

    /// <summary>Width of a token's vector.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Transformer layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Attention heads per layer; divides <see cref="HiddenSize"/>.</summary>
    public required int Heads { get; init; }

    /// <summary>Width of the feed-forward part.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Rows of the position embeddings.</summary>
    public int MaxPositions { get; init; } = 512;

    /// <summary>Rows of the token type embeddings.</summary>
    public int TypeVocabSize { get; init; } = 2;

    /// <summary>Added to the variance in every LayerNorm.</summary>
    public double LayerNormEpsilon { get; init; } = 1e-12;

    /// <summary>The feed-forward activation; <c>gelu</c> (by the error function) is the only one.</summary>
    public string HiddenActivation { get; init; } = "gelu";

    /// <summary>Outputs of the classifier; 0 unless a cross encoder.</summary>
    public int Labels { get; init; }

    /// <summary>The id that fills short rows of a batch.</summary>
    public int PadTokenId { get; init; }

    /// <summary>The position of the first token; padding has the one before it where that is not 0.</summary>
    public int FirstPosition { get; init; }

    /// <summary>The longest input, special tokens included.</summary>
    public int MaxInput => MaxPositions - FirstPosition;

    /// <summary>Width of one attention head.</summary>
    public int HeadSize => HiddenSize / Heads;

    /// <summary>Reads a config.json.</summary>
    /// <exception cref="BundleException">
    /// A key is missing or malformed, or the encoder is of a kind that is not supported; the message names it.
    /// </exception>
    public static EncoderConfig Read(string path) => EncoderConfigReader.Read(JsonFile.Read(path));

    /// <summary>The config.json that Hugging Face's base model or classifier of the family reads.</summary>
    public JsonObject ToJson() => EncoderConfigWriter.Write(this);
}
