using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>pre_tokenizer of tokenizer.json → steps, in order.</summary>
internal static class PreTokenizerReader
{
    public static IReadOnlyList<PreTokenizerStep> Read(JsonFile file) => file.Has("pre_tokenizer")
        ? [.. Steps(JsonFile.Of($"{file.Path} (pre_tokenizer)", file.Root["pre_tokenizer"]))]
        : [];

    private static IEnumerable<PreTokenizerStep> Steps(JsonFile component)
    {
        var (type, step) =
            PipelineSettings.Known(component, component.Get<string>("type"), PipelineSettings.PreTokenizers);
        return type == "Sequence"
            ? step.Get<JsonArray>("pretokenizers").SelectMany(part => Steps(JsonFile.Of(component.Path, part)))
            : [Step(type, step)];
    }

    private static PreTokenizerStep Step(string type, JsonFile step) => type switch
    {
        "BertPreTokenizer" => new BertSplitStep(),
        "Whitespace" => new SplitStep(new(PatternForm.Word), SplitBehavior.Removed, Invert: true),
        "WhitespaceSplit" => new SplitStep(new(PatternForm.Space), SplitBehavior.Removed, Invert: false),
        "Metaspace" => Metaspace(step),
        "ByteLevel" => new ByteLevelStep(step.Get("add_prefix_space", true), step.Get("use_regex", true)),
        "Split" => new SplitStep(PatternReader.Read(step), Behavior(step), step.Get("invert", false)),
        "Punctuation" => new SplitStep(new(PatternForm.Punctuation), Behavior(step), Invert: false),
        "Digits" => new SplitStep(
            new(PatternForm.Digit),
            step.Get("individual_digits", false) ? SplitBehavior.Isolated : SplitBehavior.Contiguous,
            Invert: false),
        "CharDelimiterSplit" => new SplitStep(
            new(PatternForm.Literal, $"{Sign(step, "delimiter")}"), SplitBehavior.Removed, Invert: false),
        _ => throw new InvalidOperationException($"{type} is in the table and has no step. This is a bug."),
    };

    // Until tokenizers 0.15 add_prefix_space said whether the sign is prepended; since, prepend_scheme says where.
    private static MetaspaceStep Metaspace(JsonFile step)
    {
        var scheme = step.Get("prepend_scheme", "");
        var prepend = scheme switch
        {
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            "" => step.Get("add_prefix_space", true) ? PrependScheme.Always : PrependScheme.Never,
            _ => throw SettingTable.Refused(step, "prepend_scheme", scheme, "always, first and never are known here"),
        };
        if (prepend != PrependScheme.Never && !step.Get("add_prefix_space", true))
        {
            throw SettingTable.Refused(
                step, "add_prefix_space", false, $"prepend_scheme says '{scheme}'; make the two agree");
        }

        return new MetaspaceStep(Sign(step, "replacement"), prepend, step.Get("split", true));
    }

    private static char Sign(JsonFile step, string key) =>
        step.Get<string>(key) is [var sign] && !char.IsSurrogate(sign) ? sign
        : throw SettingTable.Refused(step, key, step.Root[key], "one character of the basic plane is expected");

    private static SplitBehavior Behavior(JsonFile step)
    {
        var said = step.Get("behavior", nameof(SplitBehavior.Isolated));
        return Enum.GetNames<SplitBehavior>().Contains(said)
            ? Enum.Parse<SplitBehavior>(said)
            : throw SettingTable.Refused(
                step, "behavior", said, $"{string.Join(", ", Enum.GetNames<SplitBehavior>())} are known here");
    }
}
