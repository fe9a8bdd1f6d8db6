using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>The hash of what decides token ids: settings with their defaults resolved, and the vocabulary.</summary>
internal static class TokenizerHash
{
    public static string Of(TokenizerModel tokenizer) =>
        tokenizer.Pipeline is { } pipeline ? OfPipeline(pipeline) : OfWordPiece(tokenizer);

    // What decodes ids, and the file's version, change none.
    private static string OfPipeline(TokenizerPipeline pipeline)
    {
        var json = JsonNode.Parse(pipeline.Json)!.AsObject();
        foreach (var key in new[] { "version", "decoder", "truncation", "padding" }) { json.Remove(key); }
        return CanonicalJson.Hash(json);
    }

    private static string OfWordPiece(TokenizerModel tokenizer) => CanonicalJson.Hash(new JsonObject
    {
        ["clean_text"] = tokenizer.Settings.CleanText,
        ["continuation_prefix"] = tokenizer.Settings.ContinuationPrefix,
        ["handle_chinese_chars"] = tokenizer.Settings.HandleChineseChars,
        ["lower_case"] = tokenizer.Settings.LowerCase,
        ["max_chars_per_word"] = tokenizer.Settings.MaxCharsPerWord,
        ["special_tokens"] = Strings(tokenizer.Settings.SpecialTokens),
        ["strip_accents"] = tokenizer.Settings.StripsAccents,
        ["vocabulary"] = Strings(tokenizer.Vocabulary.Tokens),
    });

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(v => JsonValue.Create(v))]);
}
