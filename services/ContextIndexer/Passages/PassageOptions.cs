using System.ComponentModel.DataAnnotations;
using Kale.V1;

namespace Kale.ContextIndexer.Passages;

/// <summary>What happens to a document of more tokens than a passage takes.</summary>
public enum LongDocuments
{
    /// <summary>It becomes several overlapping passages; every character of it can be found.</summary>
    Split,

    /// <summary>
    /// It stays one passage; the encoder sees its first tokens only, as benchmarks of single passages want it.
    /// </summary>
    Truncate,
}

/// <summary>
/// How documents become passages. Another setting makes other passages, so a change indexes documents anew.
/// </summary>
public sealed class PassageOptions
{
    /// <summary>Split (the default) or truncate long documents.</summary>
    public LongDocuments LongDocuments { get; set; } = LongDocuments.Split;

    /// <summary>
    /// Tokens of a passage with title, prompt and special tokens; 0 (the default): as many as the encoder takes.
    /// Shorter passages are found more precisely and cost more vectors.
    /// </summary>
    [Range(0, 32_768)]
    public int MaxTokens { get; set; }

    /// <summary>
    /// At most this many tokens (32 by default) at the end of a passage are repeated at the start of the next, in whole
    /// sentences, so that an answer that spans a boundary is found.
    /// </summary>
    [Range(0, 8_192)]
    public int OverlapTokens { get; set; } = 32;

    /// <summary>
    /// Characters of a passage, 16,384 by default: bounds what is stored where tokens do not, since a word of any
    /// length may be one unknown token.
    /// </summary>
    [Range(64, 1_000_000)]
    public int MaxCharacters { get; set; } = 16_384;

    /// <summary>These options with what a stream asked for in their place.</summary>
    internal PassageOptions For(Splitting splitting) => splitting switch
    {
        Splitting.Sentences => With(LongDocuments.Split),
        Splitting.Whole => With(LongDocuments.Truncate),
        _ => this,
    };

    private PassageOptions With(LongDocuments longDocuments) => new()
    {
        LongDocuments = longDocuments,
        MaxTokens = MaxTokens,
        OverlapTokens = OverlapTokens,
        MaxCharacters = MaxCharacters,
    };
}
