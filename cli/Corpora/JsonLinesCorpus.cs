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
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line)) { yield return ReadLine(line, $"{path}:{number}"); }
        }
    }

    private static CorpusDocument ReadLine(string line, string place)
    {
        var fields = Parse(line, place);
        var id = Take(fields, IdFields) ?? throw new CliException($"{place}: the document has no '_id' or 'id'.");
        var title = Take(fields, ["title"]) ?? "";
        var text = Take(fields, TextFields) ?? throw new CliException($"{place}: the document has no 'text'.");
        return new CorpusDocument(id, title, text, Payload(fields));
    }

    private static JsonObject Parse(string line, string place)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject
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
            if (!fields.TryGetPropertyValue(name, out var value)) { continue; }
            fields.Remove(name);
            return value switch
            {
                null => "",
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
