using System.Text.Json;

namespace Kale.Bench.Harness;

/// <summary>Texts of a BEIR directory.</summary>
internal static class Corpus
{
    /// <summary>Title, a space, text.</summary>
    public static IEnumerable<(string Id, string Title, string Text)> Documents(string directory) =>
        Lines(directory, "corpus.jsonl")
            .Select(line => (Field(line, "_id"), Field(line, "title"), Field(line, "text")));

    public static IEnumerable<string> Queries(string directory, string split)
    {
        var judged = File.ReadLines(Path.Combine(directory, "qrels", split + ".tsv"))
            .Skip(1)
            .Select(line => line.Split('\t')[0])
            .ToHashSet();
        return Lines(directory, "queries.jsonl")
            .Where(line => judged.Contains(Field(line, "_id")))
            .Select(line => Field(line, "text"));
    }

    private static IEnumerable<JsonElement> Lines(string directory, string file) =>
        File.ReadLines(Path.Combine(directory, file)).Select(line => JsonDocument.Parse(line).RootElement);

    private static string Field(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) ? value.ToString() : "";
}
