using System.Text.Json;
using Kale.Trainer.Data.Paths;

namespace Kale.Trainer.Data.Reading;

/// <summary>A JSON value a line; every complaint names file and line.</summary>
internal static class JsonLines
{
    /// <summary>The lines; each is valid until the next is asked for.</summary>
    public static IEnumerable<JsonLine> Read(DataFile file)
    {
        foreach (var (number, line) in Utf8Lines.Read(file))
        {
            using var document = Parse(file, number, line);
            yield return new JsonLine(file, number, document.RootElement);
        }
    }

    private static JsonDocument Parse(DataFile file, int number, ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw file.Malformed(number, $"not JSON ({e.Message.Split(" LineNumber")[0]})");
        }
    }
}

/// <summary>One of them.</summary>
internal readonly record struct JsonLine(DataFile File, int Number, JsonElement Value)
{
    private const string NotUnicode = "is not a text of Unicode characters";

    public TrainingException Malformed(string complaint) => File.Malformed(Number, complaint);

    /// <summary>The line itself as a text; null: it is something else.</summary>
    public string? Text => Value.ValueKind == JsonValueKind.String ? Unescaped(Value, "it") : null;

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

    public IReadOnlyList<string> Texts(string field)
    {
        var line = this;
        return [.. List(field).Select(value => line.AsText(field, value))];
    }

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

    private JsonElement? ValueOf(string field)
    {
        if (Value.ValueKind != JsonValueKind.Object)
            throw Malformed("a JSON object is expected");
        try
        {
            return Value.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            throw Malformed($"the name of a field {NotUnicode}");
        }
    }

    private string AsText(string field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Unescaped(value, $"the field '{field}'"),
        JsonValueKind.Number => value.GetRawText(),
        _ => throw Malformed($"the field '{field}' must be a text"),
    };

    // Half of a surrogate pair, such as \ud800 alone, and bytes that are no UTF-8.
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
