namespace Kale.Bundles;

/// <summary>
/// Everything that turns text into token ids: BERT's WordPiece, by its settings, or any other, by its pipeline.
/// </summary>
/// <param name="Vocabulary">The tokens by id, those that were added among them.</param>
/// <param name="Settings">How text is cleaned, split and marked; unused where there is a pipeline.</param>
public sealed record TokenizerModel(Vocabulary Vocabulary, TokenizerSettings Settings)
{
    /// <summary>The steps of a tokenizer.json that is not BERT's; null for BERT's WordPiece.</summary>
    public TokenizerPipeline? Pipeline { get; init; }

    /// <summary>The 64 hex digits that change whenever some text's token ids could.</summary>
    public string Hash => TokenizerHash.Of(this);

    /// <summary>
    /// Reads a tokenizer.json, or a vocab.txt with the tokenizer_config.json beside it; of a directory, whichever it
    /// has.
    /// </summary>
    /// <exception cref="BundleException">
    /// A file is missing or malformed, or the tokenizer has a part that is not known.
    /// </exception>
    public static TokenizerModel Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
        {
            return path.EndsWith(".json", StringComparison.Ordinal) ? TokenizerJson.Read(path) : VocabText.Read(path);
        }

        var (json, text) = (Path.Combine(path, "tokenizer.json"), Path.Combine(path, "vocab.txt"));
        return File.Exists(json) ? TokenizerJson.Read(json)
            : File.Exists(text) ? VocabText.Read(text)
            : throw new BundleException(
                BundleError.Missing, $"{path}: there is neither tokenizer.json nor vocab.txt; "
                    + "add the tokenizer's files.");
    }

    /// <summary>A tokenizer.json for Hugging Face's tokenizers.</summary>
    public string ToTokenizerJson() => Pipeline?.Json ?? JsonText.Write(TokenizerJson.Write(this));

    /// <summary>A vocab.txt: one token a line, in the order of ids.</summary>
    /// <exception cref="BundleException">A token contains a line break.</exception>
    public string ToVocabText() => VocabText.Write(Vocabulary);
}
