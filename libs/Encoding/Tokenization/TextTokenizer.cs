using Kale.Bundles;
using Kale.Encoding.Tokenization.Pipelines;

namespace Kale.Encoding.Tokenization;

/// <summary>
/// Text to token ids: those of Hugging Face's own library, which models are trained with, for the same tokenizer.json.
/// Thread-safe.
/// </summary>
public abstract class TextTokenizer
{
    /// <summary>The tokenizer of a model.</summary>
    /// <exception cref="BundleException">Its parts do not fit each other.</exception>
    public static TextTokenizer Of(TokenizerModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Pipeline is { } pipeline ? new PipelineTokenizer(pipeline) : new WordPieceTokenizer(model);
    }

    /// <summary>The tokens that stand around one text.</summary>
    public abstract int SpecialTokens { get; }

    /// <summary>One text with what stands around it, cut on the right.</summary>
    /// <param name="text">Any UTF-16; special tokens spelled out in it become their ids, as in the reference.</param>
    /// <param name="maxTokens">The most ids, special tokens included; at least as many as there are of these.</param>
    public abstract TokenizedText Encode(string text, int maxTokens);

    /// <summary>
    /// Two texts with what stands around them; the longer text is cut first, as Hugging Face's <c>longest_first</c>
    /// does (where both must be cut and the room is odd, the longer keeps one more).
    /// </summary>
    /// <param name="first">The first text, such as a query.</param>
    /// <param name="second">The second text, such as a passage.</param>
    /// <param name="maxTokens">The most ids, special tokens included; at least as many as there are of these.</param>
    public abstract TokenizedText EncodePair(string first, string second, int maxTokens);

    /// <summary>The tokens of the text without special tokens, for planning how to split it.</summary>
    public abstract int CountTokens(ReadOnlySpan<char> text);
}
