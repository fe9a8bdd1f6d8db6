namespace Kale.Bundles;

/// <summary>A tokenizer.json that is not BERT's WordPiece, read and understood.</summary>
/// <param name="Normalizers">What is done to text, in order.</param>
/// <param name="PreTokenizers">How it is split then, in order.</param>
/// <param name="Model">Words to pieces.</param>
/// <param name="OneText">What stands around one text.</param>
/// <param name="TwoTexts">What stands around two.</param>
/// <param name="AddedTokens">What is found before.</param>
/// <param name="Specials">Special tokens by the names of tokenizer_config.json, such as <c>pad_token</c>.</param>
/// <param name="Json">The file's content without its leftovers: what a bundle holds.</param>
public sealed record TokenizerPipeline(
    IReadOnlyList<NormalizerStep> Normalizers,
    IReadOnlyList<PreTokenizerStep> PreTokenizers,
    PieceModel Model,
    TokenFrame OneText,
    TokenFrame TwoTexts,
    IReadOnlyList<AddedToken> AddedTokens,
    IReadOnlyDictionary<string, string> Specials,
    string Json);
