using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>tokenizer_config.json and special_tokens_map.json, as BertTokenizer writes them.</summary>
internal static class TokenizerConfigJson
{
    public static JsonObject Write(TokenizerSettings settings, int maxTokens)
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

    public static JsonObject SpecialTokensMap(TokenizerSettings settings) => new()
    {
        ["cls_token"] = settings.ClassToken,
        ["mask_token"] = settings.MaskToken,
        ["pad_token"] = settings.PadToken,
        ["sep_token"] = settings.SeparatorToken,
        ["unk_token"] = settings.UnknownToken,
    };
}
