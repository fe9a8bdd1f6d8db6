using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>tokenizer.json of Hugging Face's tokenizers, as far as it is a BERT WordPiece.</summary>
internal static class TokenizerJson
{
    public static TokenizerModel Read(string path)
    {
        var file = JsonFile.Read(path);
        return IsBerts(file) ? TokenizerJsonReader.Read(file) : PipelineReader.Read(file);
    }

    // By what the sections call themselves: BERT's own is read more strictly, and much faster.
    private static bool IsBerts(JsonFile file) =>
        Is(file, "normalizer", "BertNormalizer") && Is(file, "pre_tokenizer", "BertPreTokenizer")
        && Is(file, "model", "WordPiece")
        && (Is(file, "post_processor", "TemplateProcessing") || Is(file, "post_processor", "BertProcessing"));

    private static bool Is(JsonFile file, string key, string type) =>
        file.Root[key] is JsonObject section && $"{section["type"] ?? type}" == type;

    public static JsonObject Write(TokenizerModel tokenizer)
    {
        var settings = tokenizer.Settings;
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. settings.SpecialTokens.Distinct()
                .OrderBy(tokenizer.Vocabulary.IdOf).Select(t => AddedToken(tokenizer, t))]),
            ["normalizer"] = new JsonObject
            {
                ["type"] = "BertNormalizer",
                ["clean_text"] = settings.CleanText,
                ["handle_chinese_chars"] = settings.HandleChineseChars,
                ["strip_accents"] = settings.StripAccents,
                ["lowercase"] = settings.LowerCase,
            },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["post_processor"] = Template(tokenizer),
            ["decoder"] = new JsonObject
            {
                ["type"] = "WordPiece",
                ["prefix"] = settings.ContinuationPrefix,
                ["cleanup"] = true,
            },
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = settings.UnknownToken,
                ["continuing_subword_prefix"] = settings.ContinuationPrefix,
                ["max_input_chars_per_word"] = settings.MaxCharsPerWord,
                ["vocab"] = Vocab(tokenizer.Vocabulary),
            },
        };
    }

    private static JsonObject Vocab(Vocabulary vocabulary) =>
        new(vocabulary.Tokens.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)JsonValue.Create(id))));

    private static JsonObject AddedToken(TokenizerModel tokenizer, string token) => new()
    {
        ["id"] = tokenizer.Vocabulary.IdOf(token),
        ["content"] = token,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    /// <summary>BERT's frame of one text and of two.</summary>
    public static JsonObject Template(string first, string separator) => new()
    {
        ["type"] = "TemplateProcessing",
        ["single"] = new JsonArray(Special(first, 0), Sequence("A", 0), Special(separator, 0)),
        ["pair"] = new JsonArray(
            Special(first, 0), Sequence("A", 0), Special(separator, 0), Sequence("B", 1), Special(separator, 1)),
    };

    private static JsonObject Template(TokenizerModel tokenizer)
    {
        var (first, separator) = (tokenizer.Settings.ClassToken, tokenizer.Settings.SeparatorToken);
        var template = Template(first, separator);
        template["special_tokens"] = new JsonObject
        {
            [first] = Ids(tokenizer, first),
            [separator] = Ids(tokenizer, separator),
        };
        return template;
    }

    private static JsonObject Special(string token, int type) =>
        new() { ["SpecialToken"] = new JsonObject { ["id"] = token, ["type_id"] = type } };

    private static JsonObject Sequence(string id, int type) =>
        new() { ["Sequence"] = new JsonObject { ["id"] = id, ["type_id"] = type } };

    private static JsonObject Ids(TokenizerModel tokenizer, string token) => new()
    {
        ["id"] = token,
        ["ids"] = new JsonArray(tokenizer.Vocabulary.IdOf(token)),
        ["tokens"] = new JsonArray(token),
    };
}
