using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>tokenizer_config.json and special_tokens_map.json, as the class that reads them writes them.</summary>
internal static class TokenizerConfigJson
{
    public static JsonObject Write(TokenizerModel tokenizer, int maxTokens) =>
        tokenizer.Pipeline is null ? Bert(tokenizer.Settings, maxTokens) : Any(tokenizer, maxTokens);

    public static JsonObject SpecialTokensMap(TokenizerModel tokenizer) => tokenizer.Pipeline is { } pipeline
        ? new JsonObject(pipeline.Specials.OrderBy(special => special.Key, StringComparer.Ordinal)
            .Select(special => KeyValuePair.Create(special.Key, (JsonNode?)JsonValue.Create(special.Value))))
        : SpecialTokensMap(tokenizer.Settings);

    // The class that does nothing beside what tokenizer.json says.
    private static JsonObject Any(TokenizerModel tokenizer, int maxTokens)
    {
        var json = SpecialTokensMap(tokenizer);
        json["clean_up_tokenization_spaces"] = false;
        json["model_max_length"] = maxTokens;
        json["tokenizer_class"] = "PreTrainedTokenizerFast";
        return json;
    }

    private static JsonObject Bert(TokenizerSettings settings, int maxTokens)
    {
        var json = SpecialTokensMap(settings);
        json["clean_up_tokenization_spaces"] = true;
        json["do_basic_tokenize"] = true;
        json["do_lower_case"] = settings.LowerCase;
        json["model_max_length"] = maxTokens;
        json["never_split"] = null;
        json["strip_accents"] = settings.StripAccents;
        json["tokenize_chinese_chars"] = settings.HandleChineseChars;
        json["tokenizer_class"] = "BertTokenizer";
        return json;
    }

    private static JsonObject SpecialTokensMap(TokenizerSettings settings) => new()
    {
        ["cls_token"] = settings.ClassToken,
        ["mask_token"] = settings.MaskToken,
        ["pad_token"] = settings.PadToken,
        ["sep_token"] = settings.SeparatorToken,
        ["unk_token"] = settings.UnknownToken,
    };
}
