using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kale.Bundles;

/// <summary>A pattern of Replace or Split: { "String": … } or { "Regex": … }.</summary>
internal static partial class PatternReader
{
    private const string Words = @"|[^\r\n\p{L}\p{N}]?\p{L}+|";
    private const string Rest = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";

    private static readonly Dictionary<string, TextPattern> s_published = new(StringComparer.Ordinal)
    {
        [@"\s"] = new(PatternForm.Space),
        [@"\s+"] = new(PatternForm.SpaceRun),
        [@"\w+|[^\w\s]+"] = new(PatternForm.Word),
        [@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"] = new(PatternForm.Gpt2),
        [Contractions + Words + @"\p{N}" + Rest] = new(PatternForm.Qwen2),
        [Contractions + Words + @"\p{N}{1,3}" + Rest] = new(PatternForm.Llama3),
    };

    public static TextPattern Read(JsonFile step)
    {
        var pattern = step.Part("pattern");
        return pattern.Root switch
        {
            { Count: 1 } when pattern.Has("String") => Literal(pattern, WellFormed.Required(pattern, "String")),
            { Count: 1 } when pattern.Has("Regex") => Expression(pattern, WellFormed.Required(pattern, "Regex")),
            _ => throw SettingTable.Refused(step, "pattern", pattern.Root, "it must be one String or one Regex"),
        };
    }

    private static TextPattern Literal(JsonFile pattern, string text) => text.Length > 0
        ? new TextPattern(PatternForm.Literal, text)
        : throw SettingTable.Refused(pattern, "String", text, "an empty text is everywhere");

    private static TextPattern Expression(JsonFile pattern, string expression)
    {
        if (s_published.TryGetValue(expression, out var published)) { return published; }
        var run = Run().Match(expression);
        if (!run.Success)
        {
            throw SettingTable.Refused(
                pattern, "Regex", JsonValue.Create(expression), "only the expressions of published tokenizers are read "
                    + "here: those of GPT-2, Qwen and Llama 3, and one character that is repeated");
        }

        var many = run.Groups["many"].Value;
        var least = run.Groups["least"].Value;
        return many.Length == 0
            ? new TextPattern(PatternForm.Literal, run.Groups["text"].Value)
            : new TextPattern(
                PatternForm.Run, run.Groups["text"].Value,
                least.Length == 0 ? 1 : int.Parse(least, CultureInfo.InvariantCulture));
    }

    // A character that means itself, and how often it stands there.
    [GeneratedRegex(@"\A(?<text>[^\\^$.|?*+()\[\]{}\uD800-\uDFFF])(?<many>\+|\{(?<least>[1-9][0-9]{0,2}),\})?\z")]
    private static partial Regex Run();
}
