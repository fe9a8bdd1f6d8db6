using System.Text.Json;
using Kale.Corpora.Json;

namespace Kale.Corpora.Documents;

/// <summary>
/// A document as a line of JSON: BEIR's <c>_id</c>, <c>title</c>, <c>text</c> and <c>metadata</c>; Tevatron's
/// <c>docid</c> and <c>document_text</c>; or the looser <c>id</c>, <c>content</c> and <c>payload</c>. All fields of
/// other names, and those within metadata and payload, are kept as they are.
/// </summary>
internal static class DocumentLine
{
    private static readonly string[] s_ids = ["_id", "id", "docid"];
    private static readonly string[] s_texts = ["text", "content", "document_text"];
    private static readonly string[] s_payloads = ["payload", "metadata"];

    /// <exception cref="CorpusException">It is none, or holds something that cannot be kept as it is.</exception>
    public static CorpusDocument Read(JsonLine line)
    {
        try
        {
            return Document(line);
        }
        catch (InvalidOperationException)
        {
            // Values are decoded when they are compared.
            throw line.Malformed($"a text in it {JsonLine.NotUnicode}");
        }
    }

    private static CorpusDocument Document(JsonLine line)
    {
        var fields = new OrderedDictionary<string, JsonElement>(line.Fields());
        var id = Take(line, fields, s_ids) ?? throw line.Malformed("the document has no '_id' or 'id'");
        if (string.IsNullOrWhiteSpace(id))
            throw line.Malformed("the document's id is empty");
        var title = Take(line, fields, "title") ?? "";
        var text = Take(line, fields, s_texts) ?? throw line.Malformed("the document has no 'text'");
        return new CorpusDocument(id, title, text, Payload(line, fields));
    }

    private static string? Take(
        JsonLine line, OrderedDictionary<string, JsonElement> fields, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (fields.Remove(name, out var value) && value.ValueKind != JsonValueKind.Null)
                return line.AsText(name, value);
        }

        return null;
    }

    private static DocumentPayload? Payload(JsonLine line, OrderedDictionary<string, JsonElement> fields)
    {
        foreach (var name in s_payloads)
            Lift(line, fields, name);
        try
        {
            return fields.Count == 0 ? null : DocumentPayload.Of(fields);
        }
        catch (FormatException error)
        {
            throw line.Malformed(error.Message);
        }
    }

    // The fields of an object become the document's own; anything else is a field like others.
    private static void Lift(JsonLine line, OrderedDictionary<string, JsonElement> fields, string name)
    {
        if (!fields.TryGetValue(name, out var value)
            || value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
            return;
        fields.Remove(name);
        if (value.ValueKind == JsonValueKind.Null)
            return;
        foreach (var (inner, content) in line.Within(value).Fields())
        {
            if (fields.TryGetValue(inner, out var other) && !JsonElement.DeepEquals(content, other))
                throw line.Malformed(
                    $"the field '{inner}' has one value beside '{name}' and another within; rename one of them");
            fields[inner] = content;
        }
    }
}
