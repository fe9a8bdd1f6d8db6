using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>added_tokens of tokenizer.json, and what the files beside it say of special tokens.</summary>
internal static class AddedTokenReader
{
    private const int Most = 65_536, MaxLength = 1024;
    private static readonly string[] s_flags = ["single_word", "lstrip", "rstrip", "normalized"];
    private static readonly string[] s_single =
        ["bos_token", "eos_token", "cls_token", "sep_token", "pad_token", "unk_token", "mask_token"];
    private static readonly string[] s_lists = ["additional_special_tokens", "extra_special_tokens"];

    /// <summary>The tokens with the ids of pieces of their name, and further ones behind the pieces.</summary>
    public static (IReadOnlyList<AddedToken> Tokens, Vocabulary All) Read(JsonFile file, IReadOnlyList<string> pieces)
    {
        var list = file.Get("added_tokens", new JsonArray());
        if (list.Count > Most)
        {
            throw new BundleException(
                BundleError.Unsupported, $"{file.Path}: added_tokens has {list.Count} tokens; {Most} are read "
                    + "at most.");
        }

        var own = pieces.Index().ToDictionary(piece => piece.Item, piece => piece.Index, StringComparer.Ordinal);
        var all = pieces.ToList();
        var tokens = list.Select(node => Read(JsonFile.Of($"{file.Path} (added_tokens)", node), own, all))
            .ToList();
        if (tokens.GroupBy(token => token.Content).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw SettingTable.Refused(file, "added_tokens", twice.Key, "it is there twice");
        }

        return (tokens, Located.At(file.Path, () => new Vocabulary(all)));
    }

    /// <summary>Special tokens by their names, as the files beside say them; all must be there.</summary>
    public static IReadOnlyDictionary<string, string> Specials(
        TokenizerCompanions companions, IReadOnlyList<AddedToken> tokens, Vocabulary all)
    {
        var byContent = tokens.ToDictionary(token => token.Content, StringComparer.Ordinal);
        foreach (var file in new[] { companions.Config, companions.Map }.OfType<JsonFile>())
        {
            RequireLists(file, byContent);
            RequireDecoder(file, byContent);
        }

        foreach (var (content, id) in companions.Added?.Root.AsEnumerable() ?? [])
        {
            RequireId(companions.Added!, content, content, $"{id}", all);
        }

        return s_single.Select(key => (key, token: companions.Token(key)))
            .Where(named => named.token is not null)
            .ToDictionary(
                named => named.key,
                named => byContent.ContainsKey(named.token!)
                    ? named.token!
                    : throw Missing(companions.FileOf(named.key), named.key, named.token!));
    }

    private static AddedToken Read(JsonFile file, Dictionary<string, int> own, List<string> all)
    {
        ModelSettings.PipelineAddedToken.Check(file);
        var content = WellFormed.Required(file, "content");
        if (content.Length is 0 or > MaxLength)
        {
            throw SettingTable.Refused(file, "content", content, $"1 to {MaxLength} characters are read");
        }

        var (said, id) = (file.Get<int>("id"), own.GetValueOrDefault(content, all.Count));
        if (said != id)
        {
            throw SettingTable.Refused(
                file, "id", said, id < all.Count
                    ? $"'{content}' has the id {id} in the vocabulary; make the two agree"
                    : $"'{content}' is no piece of the vocabulary and follows behind it, as {id}");
        }

        if (id == all.Count)
        {
            all.Add(content);
            own.TryAdd(content, id);
        }

        return new AddedToken(
            content, id, file.Get("single_word", false), file.Get("lstrip", false), file.Get("rstrip", false),
            file.Get("normalized", !file.Get("special", false)));
    }

    private static void RequireLists(JsonFile file, Dictionary<string, AddedToken> tokens)
    {
        foreach (var key in s_lists.Where(file.Has))
        {
            var named = file.Root[key] switch
            {
                JsonArray list => list.ToList(),
                JsonObject byName => [.. byName.Select(entry => entry.Value)],
                var other => [other],
            };
            foreach (var content in named.Select(token => token is JsonObject o ? o["content"] : token))
            {
                if (!tokens.ContainsKey($"{content}")) { throw Missing(file, key, $"{content}"); }
            }
        }
    }

    private static void RequireDecoder(JsonFile file, Dictionary<string, AddedToken> tokens)
    {
        foreach (var (id, node) in file.Get("added_tokens_decoder", new JsonObject()))
        {
            var said = JsonFile.Of($"{file.Path} (added_tokens_decoder {id})", node);
            var content = said.Get<string>("content");
            if (!tokens.TryGetValue(content, out var token)) { throw Missing(said, "content", content); }
            RequireId(said, "content", content, id, $"{token.Id}");
            foreach (var (flag, own) in s_flags.Zip(
                [token.SingleWord, token.LeftStrip, token.RightStrip, token.Normalized]))
            {
                if (said.TryGet<bool>(flag, out var value) && value != own)
                {
                    throw SettingTable.Refused(
                        said, flag, value, $"tokenizer.json says {own} of '{content}'; make the two agree");
                }
            }
        }
    }

    private static void RequireId(JsonFile file, string key, string content, string said, Vocabulary all) =>
        RequireId(file, key, content, said, all.TryGetId(content, out var own) ? $"{own}" : "none");

    private static void RequireId(JsonFile file, string key, string content, string said, string own)
    {
        if (said != own)
        {
            throw SettingTable.Refused(
                file, key, content, $"its id is {said} there and {own} in tokenizer.json; make the two agree");
        }
    }

    private static BundleException Missing(JsonFile file, string key, string token) => SettingTable.Refused(
        file, key, token, "tokenizer.json has no such token among its added_tokens; make the two agree");
}
