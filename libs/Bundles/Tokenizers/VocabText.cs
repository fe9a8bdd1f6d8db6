using System.Text;

namespace Kale.Bundles;

/// <summary>
/// vocab.txt, with the settings from the files beside it; BERT's defaults where they are silent.
/// </summary>
internal static class VocabText
{
    private static readonly UTF8Encoding s_strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static TokenizerModel Read(string path)
    {
        var vocabulary = ReadVocabulary(path);
        var companions = TokenizerCompanions.Beside(path);
        if (companions.Config is { } config) { ModelSettings.VocabTextConfig.Check(config); }
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (JsonFile.ReadIfExists(Path.Combine(directory, "config.json")) is { } model)
            ModelSettings.VocabTextModelConfig.Check(model);
        var settings = companions.Over(new());
        companions.RequireNoOtherTokens(vocabulary, settings);
        return TokenizerRules.Checked(path, vocabulary, settings);
    }

    public static Vocabulary ReadVocabulary(string path)
    {
        var lines = TextOf(path).Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        if (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return Located.At(path, () => new Vocabulary(lines));
    }

    public static string Write(Vocabulary vocabulary)
    {
        var broken = vocabulary.Tokens.FirstOrDefault(t => t.AsSpan().ContainsAny('\n', '\r'));
        return broken is null ? string.Join('\n', vocabulary.Tokens) + "\n" : throw new BundleException(
            BundleError.Unsupported, $"Token {vocabulary.IdOf(broken)} contains a line break; "
                + "vocab.txt cannot hold it.");
    }

    private static string TextOf(string path)
    {
        var bytes = FileAccessor.ReadAllBytes(path).AsSpan();
        try
        {
            return s_strict.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new BundleException(BundleError.Corrupt, $"{path}: is not UTF-8: {e.Message} Get the file anew.", e);
        }
    }
}
