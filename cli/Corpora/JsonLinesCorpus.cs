using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Kale.Cli.Corpora;

/// <summary>
/// One JSON object a line: BEIR's <c>corpus.jsonl</c> (<c>_id</c>, <c>title</c>, <c>text</c>, <c>metadata</c>) and the
/// looser form with <c>id</c> and <c>payload</c>. Fields of other names become payload.
/// </summary>
internal static class JsonLinesCorpus
{
    private static readonly string[] IdFields = ["_id", "id"];
    private static readonly string[] TextFields = ["text", "content"];
    private static readonly string[] PayloadFields = ["payload", "metadata"];

    public static IEnumerable<CorpusDocument> Read(string path)
    {
        foreach (var (number, line) in Utf8Lines.Read(path))
        {
            if (!string.IsNullOrWhiteSpace(line)) { yield return ReadLine(line, $"{path}:{number}"); }
        }
    }

    private static CorpusDocument ReadLine(string line, string place)
    {
        try
        {
            return Document(Parse(line, place), place);
        }
        catch (Exception error) when (error is InvalidOperationException or IOException)
        {
            // Texts are decoded when they are asked for: an escaped half of a character, a number that is none.
            throw new CliException($"{place}: cannot be read ({error.Message}).");
        }
    }

    private static CorpusDocument Document(JsonObject fields, string place)
    {
        var id = Take(fields, IdFields) ?? throw new CliException($"{place}: the document has no '_id' or 'id'.");
        var title = Take(fields, ["title"]) ?? "";
        var text = Take(fields, TextFields) ?? throw new CliException($"{place}: the document has no 'text'.");
        return new CorpusDocument(id, title, text, Payload(fields));
    }

    private static JsonObject Parse(string line, string place)
    {
        try
        {
            return JsonNode.Parse(line, documentOptions: StrictJson.Options) as JsonObject
                ?? throw new CliException($"{place}: expected a JSON object a line.");
        }
        catch (JsonException error)
        {
            throw new CliException($"{place}: not JSON ({error.Message}).");
        }
    }

    private static string? Take(JsonObject fields, string[] names)
    {
        foreach (var name in names)
        {
            if (!fields.Remove(name, out var value) || value is null) { continue; }
            return value switch
            {
                JsonValue scalar when scalar.TryGetValue<string>(out var text) => text,
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            };
        }
        return null;
    }

    private static Struct? Payload(JsonObject fields)
    {
        foreach (var name in PayloadFields)
        {
            if (!fields.TryGetPropertyValue(name, out var value)) { continue; }
            fields.Remove(name);
            foreach (var (key, inner) in value as JsonObject ?? []) { fields[key] = inner?.DeepClone(); }
        }
        return fields.Count == 0 ? null : JsonParser.Default.Parse<Struct>(fields.ToJsonString());
    }
}
