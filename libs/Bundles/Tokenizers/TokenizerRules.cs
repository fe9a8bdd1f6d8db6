namespace Kale.Bundles;

/// <summary>What every tokenizer must have before it is used.</summary>
internal static class TokenizerRules
{
    public static TokenizerModel Checked(string path, Vocabulary vocabulary, TokenizerSettings settings)
    {
        foreach (var token in settings.SpecialTokens.Where(t => !vocabulary.TryGetId(t, out _)))
        {
            throw new BundleException(
                BundleError.Missing, $"{path}: the special token '{token}' is not in the vocabulary of "
                    + $"{vocabulary.Count} tokens.");
        }

        return new TokenizerModel(vocabulary, settings);
    }
}
