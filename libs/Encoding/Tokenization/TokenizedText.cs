namespace Kale.Encoding.Tokenization;

/// <summary>One input of an encoder: a text, or a pair of texts, as token ids without padding.</summary>
/// <param name="Ids">[tokens] The ids with [CLS] and [SEP], cut to the tokens that were asked for.</param>
/// <param name="TokenCount">The tokens of the whole input, specials included, before it was cut.</param>
/// <param name="SecondStart">Where token type 1 begins: after the first [SEP] of a pair; of one text, the end.</param>
public sealed record TokenizedText(int[] Ids, int TokenCount, int SecondStart)
{
    /// <summary>The number of ids.</summary>
    public int Length => Ids.Length;

    /// <summary>Whether the input was longer than <see cref="Ids"/>.</summary>
    public bool Truncated => TokenCount > Ids.Length;

    /// <summary>The token type of the id at this place: 0 in the first text, 1 in the second.</summary>
    public int TypeIdAt(int index) => index < SecondStart ? 0 : 1;
}
