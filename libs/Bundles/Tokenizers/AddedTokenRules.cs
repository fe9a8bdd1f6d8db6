using System.Globalization;
using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>
/// Tokens that files add to a vocabulary: only the five special tokens may be named, under the ids that the vocabulary
/// gives them and found wherever a text spells them out.
/// </summary>
internal sealed class AddedTokenRules(Vocabulary vocabulary, TokenizerSettings settings)
{
    private static readonly string[] s_lists = ["additional_special_tokens", "extra_special_tokens", "never_split"];
    private static readonly string[] s_single =
        ["bos_token", "eos_token", "cls_token", "sep_token", "pad_token", "unk_token", "mask_token"];

    /// <summary>A token of a file: "[CLS]", or { "content": "[CLS]", … }; null where none is said.</summary>
    public static string? ContentOf(JsonFile? file, string key) =>
        file is null || !file.Has(key) ? null
        : file.Root[key] is JsonObject ? file.Part(key).Get<string>("content")
        : file.Get<string>(key);

    /// <summary>tokenizer_config.json and special_tokens_map.json.</summary>
    public void RequireSpecials(JsonFile file)
    {
        foreach (var key in s_single.Where(file.Has))
        {
            Require(file, key, file.Root[key], null);
        }

        foreach (var key in s_lists.Where(file.Has))
        {
            foreach (var token in TokensOf(file.Root[key]))
            {
                Require(file, key, token, null);
            }
        }
    }

    /// <summary>tokenizer_config.json: added_tokens_decoder, tokens by id.</summary>
    public void RequireDecoder(JsonFile config)
    {
        if (!config.Has("added_tokens_decoder")) { return; }
        foreach (var (id, token) in config.Get<JsonObject>("added_tokens_decoder"))
        {
            Require(config, "added_tokens_decoder", token, JsonValue.Create(id));
        }
    }

    /// <summary>added_tokens.json: ids by token.</summary>
    public void RequireAdded(JsonFile file)
    {
        foreach (var (token, id) in file.Root)
        {
            Require(file, token, token, id ?? "null");
        }
    }

    /// <summary>tokenizer.json: added_tokens, a list of tokens with their ids.</summary>
    public void RequireList(JsonFile file)
    {
        foreach (var token in file.Get("added_tokens", new JsonArray()))
        {
            Require(file, "added_tokens", token, (token as JsonObject)?["id"] ?? "null");
        }
    }

    private static IEnumerable<JsonNode?> TokensOf(JsonNode? named) => named switch
    {
        JsonArray list => list,
        JsonObject byName => byName.Select(token => token.Value),
        _ => [named],
    };

    private void Require(JsonFile file, string key, JsonNode? token, JsonNode? id)
    {
        var content = token is JsonObject described ? described["content"] : token;
        if (!SettingValues.TryText(content, out var text) || !settings.SpecialTokens.Contains(text))
        {
            throw SettingTable.Refused(file, key, content, ModelSettings.NeededOfAddedTokens);
        }

        if (id is not null && vocabulary.TryGetId(text, out var own)
            && id.ToString() != own.ToString(CultureInfo.InvariantCulture))
        {
            throw SettingTable.Refused(
                file, key, content, $"its id is {SettingTable.ValueOf(id)} there and {own} in the vocabulary; make the "
                    + "two agree");
        }

        if (token is JsonObject) { RequireFlags(JsonFile.Of($"{file.Path} ({key})", token)); }
    }

    private void RequireFlags(JsonFile token)
    {
        ModelSettings.AddedToken.Check(token);
        if (token.Get("normalized", false) && settings.LowerCase && HasLetters(token.Get<string>("content")))
        {
            throw SettingTable.Refused(
                token, "normalized", token.Root["normalized"], "special tokens are found as they are spelt, before a "
                    + "text is lower-cased; set it to false");
        }
    }

    private static bool HasLetters(string content) => content.Any(char.IsUpper);
}
