namespace Kale.Bundles;

/// <summary>
/// vocab.txt, with the settings from the tokenizer_config.json beside it; BERT's defaults where it is silent.
/// </summary>
internal static class VocabText
{
    public static TokenizerModel Read(string path)
    {
        var lines = FileAccessor.ReadAllText(path).Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        if (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        var config = TokenizerConfigJson.Beside(path);
        var settings = config is null ? new() : TokenizerConfigJson.Read(config);
        return TokenizerRules.Checked(path, Located.At(path, () => new Vocabulary(lines)), settings);
    }

    public static string Write(Vocabulary vocabulary)
    {
        var broken = vocabulary.Tokens.FirstOrDefault(t => t.AsSpan().ContainsAny('\n', '\r'));
        return broken is null ? string.Join('\n', vocabulary.Tokens) + "\n" : throw new BundleException(
            BundleError.Unsupported, $"Token {vocabulary.IdOf(broken)} contains a line break; "
                + "vocab.txt cannot hold it.");
    }
}
