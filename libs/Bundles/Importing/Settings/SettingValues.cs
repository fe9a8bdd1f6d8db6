using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>Which values a row of the table takes.</summary>
internal static class SettingValues
{
    public const string TheirDefault = "remove the line, or use an encoder without it";

    /// <summary>Says nothing, in a setting that nobody here knows: what it would switch on stays off.</summary>
    public static bool Off(JsonNode? value) => value switch
    {
        null => true,
        JsonArray list => list.Count == 0,
        JsonObject members => members.Count == 0,
        _ => value.GetValueKind() == JsonValueKind.False || (TryText(value, out var text) && text.Length == 0),
    };

    /// <summary>True or false: null, which the reading libraries take for false, is neither.</summary>
    public static bool IsFlag(JsonNode? value) => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False;

    public static bool IsTrue(JsonNode? value) => value?.GetValueKind() == JsonValueKind.True;

    /// <summary>One of these texts, or null: nothing is said.</summary>
    public static Func<JsonNode?, bool> OneOf(params string[] texts) =>
        value => value is null || (TryText(value, out var text) && texts.Contains(text));

    /// <summary>A list of texts, each of these.</summary>
    public static Func<JsonNode?, bool> ListOf(int most, params string[] texts) => value =>
        value is null || (value is JsonArray list && list.Count <= most
            && list.All(item => TryText(item, out var text) && texts.Contains(text)));

    public static Func<JsonNode?, bool> Holding(params string[] texts) => value =>
        value is null || (value is JsonArray list
            && texts.All(text => list.Any(item => TryText(item, out var found) && found == text)));

    public static bool TryText(JsonNode? value, out string text)
    {
        text = "";
        return value is JsonValue single && single.TryGetValue(out text!);
    }
}
