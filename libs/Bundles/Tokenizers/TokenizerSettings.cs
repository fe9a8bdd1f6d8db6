namespace Kale.Bundles;

/// <summary>How BERT's WordPiece cleans, splits and marks text (BertNormalizer, BertPreTokenizer, WordPiece).</summary>
/// <param name="LowerCase">Lower-cases first.</param>
/// <param name="StripAccents">Removes combining marks; null follows <paramref name="LowerCase"/>.</param>
/// <param name="HandleChineseChars">Puts spaces around CJK ideographs.</param>
/// <param name="CleanText">Removes control characters and makes every white space a blank.</param>
/// <param name="MaxCharsPerWord">Longer words become <paramref name="UnknownToken"/>.</param>
/// <param name="UnknownToken">Stands for a word without pieces.</param>
/// <param name="ClassToken">Begins every input.</param>
/// <param name="SeparatorToken">Ends every text of an input.</param>
/// <param name="PadToken">Fills short rows of a batch.</param>
/// <param name="MaskToken">BERT's mask.</param>
/// <param name="ContinuationPrefix">In front of pieces that do not begin a word.</param>
public sealed record TokenizerSettings(
    bool LowerCase = true,
    bool? StripAccents = null,
    bool HandleChineseChars = true,
    bool CleanText = true,
    int MaxCharsPerWord = 100,
    string UnknownToken = "[UNK]",
    string ClassToken = "[CLS]",
    string SeparatorToken = "[SEP]",
    string PadToken = "[PAD]",
    string MaskToken = "[MASK]",
    string ContinuationPrefix = "##")
{
    /// <summary>Whether accents are removed, the default resolved.</summary>
    public bool StripsAccents => StripAccents ?? LowerCase;

    /// <summary>The five special tokens: pad, unknown, class, separator, mask.</summary>
    public IReadOnlyList<string> SpecialTokens => [PadToken, UnknownToken, ClassToken, SeparatorToken, MaskToken];
}
