using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>The sizes of an encoder and the parts it has: Hugging Face's config.json, whatever its family.</summary>
public sealed record EncoderConfig
{
    /// <summary>In <see cref="LayerKinds"/>: a layer whose tokens see all.</summary>
    public const char Full = 'f';

    /// <summary>In <see cref="LayerKinds"/>: a layer whose tokens see those near.</summary>
    public const char Sliding = 's';

    /// <summary>The family it is of.</summary>
    public EncoderFamily Family { get; init; } = EncoderFamily.Bert;

    /// <summary>The parts it has: its family's, but for what its config.json says.</summary>
    public EncoderParts Parts { get => field ?? Family.Parts; init; }

    /// <summary>Rows of the word embeddings.</summary>
    public required int VocabSize { get; init; }

    /// <summary>Width of a token's vector.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Transformer layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Attention heads per layer.</summary>
    public required int Heads { get; init; }

    /// <summary>Width of the feed-forward part.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Width of the embeddings; the hidden size where nothing else is said.</summary>
    public int EmbeddingSize { get => field > 0 ? field : HiddenSize; init; }

    /// <summary>Rows of the position embeddings, or what takes their place as the longest input.</summary>
    public int MaxPositions { get; init; } = 512;

    /// <summary>Rows of the token type embeddings; 0 where there are none.</summary>
    public int TypeVocabSize { get; init; } = 2;

    /// <summary>Added to the variance in every norm.</summary>
    public double LayerNormEpsilon { get; init; } = 1e-12;

    /// <summary>The feed-forward activation by Hugging Face's name: see <see cref="Activations"/>.</summary>
    public string HiddenActivation { get; init; } = Activations.Gelu;

    /// <summary>Outputs of the classifier; 0 unless a cross encoder.</summary>
    public int Labels { get; init; }

    /// <summary>The id that fills short rows of a batch.</summary>
    public int PadTokenId { get; init; }

    /// <summary>The position of the first token; padding has the one before it where that is not 0.</summary>
    public int FirstPosition { get; init; }

    /// <summary>Heads of keys and values, each for as many of queries; all where nothing else is said.</summary>
    public int KeyValueHeads { get => field > 0 ? field : Heads; init; }

    /// <summary>Width of one attention head; hidden size over heads where nothing else is said.</summary>
    public int HeadSize { get => field > 0 ? field : HiddenSize / Heads; init; }

    /// <summary>Attention scores are divided by the root of it; the head's width where nothing else is said.</summary>
    public double QueryScalar { get => field > 0 ? field : HeadSize; init; }

    /// <summary>Buckets of distances with a learnt bias each, in all layers (arXiv 1910.10683); 0: none.</summary>
    public int RelativeBuckets { get; init; }

    /// <summary>θ of rotary positions (arXiv 2104.09864), 0 where there are none.</summary>
    public double RotaryBase { get; init; }

    /// <summary>θ in layers with a window; that of the others where nothing else is said.</summary>
    public double LocalRotaryBase { get => field > 0 ? field : RotaryBase; init; }

    /// <summary>By how much rotary positions were stretched (NTK): frequencies are (θ·f)^(−2i/d) / f^(2/d).</summary>
    public double RotaryFactor { get; init; } = 1;

    /// <summary>One letter a layer, <see cref="Full"/> or <see cref="Sliding"/>; empty where all are full.</summary>
    public string LayerKinds { get; init; } = "";

    /// <summary>The window of layers that have one, as config.json says it: see <see cref="Window"/>.</summary>
    public int LocalAttention { get; init; }

    /// <summary>Sets of weights that layers share: layer n has set n · groups / layers. 0: each has its own.</summary>
    public int LayerGroups { get; init; }

    /// <summary>How far away a token sees, in layers with a window.</summary>
    public int Window => Parts.Causal ? LocalAttention - 1 : LocalAttention / 2;

    /// <summary>The longest input, special tokens included.</summary>
    public int MaxInput => MaxPositions - FirstPosition;

    /// <summary>Whether a layer's tokens see only those near.</summary>
    public bool IsLocal(int layer) => layer < LayerKinds.Length && LayerKinds[layer] == Sliding;

    /// <summary>Reads a config.json.</summary>
    /// <exception cref="BundleException">
    /// A key is missing or malformed, or the encoder is of a kind that is not supported; the message names it.
    /// </exception>
    public static EncoderConfig Read(string path) => EncoderConfigReader.Read(JsonFile.Read(path));

    /// <summary>The config.json that Hugging Face's base model or classifier of the family reads.</summary>
    public JsonObject ToJson() => EncoderConfigWriter.Write(this);
}
