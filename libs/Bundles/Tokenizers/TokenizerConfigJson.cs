using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>tokenizer_config.json and special_tokens_map.json, as BertTokenizer reads and writes them.</summary>
internal static class TokenizerConfigJson
{
    public static JsonFile? Beside(string path) =>
        JsonFile.ReadIfExists(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "tokenizer_config.json"));

    public static TokenizerSettings Read(JsonFile file) => new(
        LowerCase: file.Get("do_lower_case", true),
        StripAccents: file.TryGet<bool>("strip_accents", out var strip) ? strip : null,
        HandleChineseChars: file.Get("tokenize_chinese_chars", true),
        UnknownToken: Token(file, "unk_token", "[UNK]"),
        ClassToken: Token(file, "cls_token", "[CLS]"),
        SeparatorToken: Token(file, "sep_token", "[SEP]"),
        PadToken: Token(file, "pad_token", "[PAD]"),
        MaskToken: Token(file, "mask_token", "[MASK]"));

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

    // Either "[CLS]" or { "content": "[CLS]", … }.
    private static string Token(JsonFile file, string key, string otherwise) =>
        file.Root[key] is JsonObject ? file.Part(key).Get<string>("content") : file.Get(key, otherwise);
}
