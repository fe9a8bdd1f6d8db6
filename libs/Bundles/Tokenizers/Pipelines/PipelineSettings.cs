using static Kale.Bundles.Setting;
using static Kale.Bundles.SettingValues;

namespace Kale.Bundles;

/// <summary>
/// The components of a tokenizer.json that are known, by type, and their settings: see <see cref="ModelSettings"/>.
/// </summary>
internal static class PipelineSettings
{
    private const string WithoutChance = "tokenization with chance is for training; set it to null";

    public static IReadOnlyDictionary<string, SettingTable> Normalizers { get; } = Table("normalizer", new()
    {
        ["BertNormalizer"] = [.. Honoured("clean_text", "handle_chinese_chars", "strip_accents", "lowercase")],
        ["NFC"] = [],
        ["NFD"] = [],
        ["NFKC"] = [],
        ["NFKD"] = [],
        ["Lowercase"] = [],
        ["Replace"] = [.. Honoured("pattern", "content")],
        ["Strip"] = [.. Honoured("strip_left", "strip_right")],
        ["Prepend"] = [.. Honoured("prepend")],
        ["Precompiled"] = [.. Honoured("precompiled_charsmap")],
        ["Sequence"] = [.. Honoured("normalizers")],
    });

    public static IReadOnlyDictionary<string, SettingTable> PreTokenizers { get; } = Table("pre_tokenizer", new()
    {
        ["BertPreTokenizer"] = [],
        ["Whitespace"] = [],
        ["WhitespaceSplit"] = [],
        ["Metaspace"] =
            [.. Honoured("replacement", "add_prefix_space", "prepend_scheme", "split"), .. WithoutEffect("str_rep")],
        ["ByteLevel"] = [.. Honoured("add_prefix_space", "use_regex"), .. WithoutEffect("trim_offsets")],
        ["Split"] = [.. Honoured("pattern", "behavior", "invert")],
        ["Punctuation"] = [.. Honoured("behavior")],
        ["Digits"] = [.. Honoured("individual_digits")],
        ["CharDelimiterSplit"] = [.. Honoured("delimiter")],
        ["Sequence"] = [.. Honoured("pretokenizers")],
    });

    public static IReadOnlyDictionary<string, SettingTable> Models { get; } = Table("model", new()
    {
        ["WordPiece"] =
            [.. Honoured("vocab", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word")],
        ["Unigram"] =
        [
            .. Honoured("vocab", "unk_id", "byte_fallback"), .. Only(Off, WithoutChance, "alpha", "nbest_size"),
        ],
        ["BPE"] =
        [
            .. Honoured(
                "vocab", "merges", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk",
                "byte_fallback", "ignore_merges"),
            .. Only(value => Off(value) || value!.ToString() is "0" or "0.0", WithoutChance, "dropout"),
        ],
    });

    public static IReadOnlyDictionary<string, SettingTable> PostProcessors { get; } = Table("post_processor", new()
    {
        ["TemplateProcessing"] = [.. Honoured("single", "pair", "special_tokens")],
        ["BertProcessing"] = [.. Honoured("cls", "sep")],
        ["RobertaProcessing"] = [.. Honoured("cls", "sep"), .. WithoutEffect("trim_offsets", "add_prefix_space")],
        ["ByteLevel"] = [.. WithoutEffect("trim_offsets", "add_prefix_space", "use_regex")],
        ["Sequence"] = [.. Honoured("processors")],
    });

    /// <summary>All of them, for documentation and tests.</summary>
    public static IEnumerable<(string Section, string Type, SettingTable Settings)> All =>
        new[] { (Name: "normalizer", Types: Normalizers), (Name: "pre_tokenizer", Types: PreTokenizers),
            (Name: "model", Types: Models), (Name: "post_processor", Types: PostProcessors) }
            .SelectMany(section => section.Types.Select(type => (section.Name, type.Key, type.Value)));

    /// <summary>A component with its settings checked.</summary>
    /// <exception cref="BundleException">Its type or a setting is not known; the message names it.</exception>
    public static (string Type, JsonFile Component) Known(
        JsonFile component, string type, IReadOnlyDictionary<string, SettingTable> known)
    {
        if (!known.TryGetValue(type, out var settings))
        {
            throw SettingTable.Refused(
                component, "type", type, $"known here are {string.Join(", ", known.Keys)}; use an encoder with these");
        }

        var named = JsonFile.Of($"{component.Path[..^1]} '{type}')", component.Root);
        settings.Check(named);
        return (type, named);
    }

    private static Dictionary<string, SettingTable> Table(string section, Dictionary<string, Setting[]> types) =>
        types.ToDictionary(
            type => type.Key,
            type => new SettingTable($"tokenizer.json ({section})", [.. Honoured("type"), .. type.Value]));
}
