using System.Text.Json;

namespace Kale.Corpora.Json;

/// <summary>
/// A line of JSON. Texts are taken as they are and numbers by their digits; nothing else becomes a text.
/// </summary>
/// <param name="File">What messages call its file.</param>
/// <param name="Number">From 1.</param>
/// <param name="Value">Valid until the next line is asked for.</param>
public readonly record struct JsonLine(string File, int Number, JsonElement Value)
{
    internal const string NotUnicode = "is not a text of Unicode characters";

    /// <summary>File and number.</summary>
    public string Place => $"{File}:{Number}";

    /// <summary>The line itself as a text; null: it is something else.</summary>
    public string? Text => Value.ValueKind == JsonValueKind.String ? Unescaped(Value, "it") : null;

    /// <summary>What is wrong with it.</summary>
    public CorpusException Malformed(string complaint) => new(Place, complaint);

    /// <summary>The text or number of the first of these fields that is there; null: none is.</summary>
    public string? Find(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (ValueOf(field) is { } value)
                return AsText(field, value);
        }

        return null;
    }

    /// <summary>The same, and one must be there.</summary>
    public string Get(params ReadOnlySpan<string> fields) =>
        Find(fields) ?? throw Malformed($"the field '{fields[0]}' is missing");

    /// <summary>The elements of a list; none where the field is not there.</summary>
    public IReadOnlyList<JsonElement> List(string field)
    {
        if (ValueOf(field) is not { } value)
            return [];
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray()]
            : throw Malformed($"the field '{field}' must be a list");
    }

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string> Texts(string field)
    {
        var line = this;
        return [.. List(field).Select(value => line.AsText(field, value))];
    }

    /// <summary>The numbers of a list.</summary>
    public IReadOnlyList<double> Numbers(string field)
    {
        var line = this;
        return
        [
            .. List(field).Select(value => value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble())
                ? value.GetDouble()
                : throw line.Malformed($"the field '{field}' must be a list of numbers")),
        ];
    }

    /// <summary>An object within the line, as a line of its own.</summary>
    public JsonLine Within(JsonElement part) => this with { Value = part };

    /// <summary>The fields of the object with their names, in their order.</summary>
    internal IEnumerable<KeyValuePair<string, JsonElement>> Fields()
    {
        RequireObject();
        foreach (var field in Value.EnumerateObject())
            yield return KeyValuePair.Create(NameOf(field), field.Value);
    }

    internal string AsText(string field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Unescaped(value, $"the field '{field}'"),
        JsonValueKind.Number => value.GetRawText(),
        _ => throw Malformed($"the field '{field}' must be a text, not {KindOf(value)}"),
    };

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => value.GetRawText(),
    };

    private JsonElement? ValueOf(string field)
    {
        RequireObject();
        try
        {
            return Value.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            throw Malformed($"the name of a field {NotUnicode}");
        }
    }

    private void RequireObject()
    {
        if (Value.ValueKind != JsonValueKind.Object)
            throw Malformed("a JSON object is expected");
    }

    private string NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            throw Malformed($"the name of a field {NotUnicode}");
        }
    }

    // Half of a surrogate pair, such as \ud800 alone.
    private string Unescaped(JsonElement value, string what)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Malformed($"{what} {NotUnicode}");
        }
    }
}
