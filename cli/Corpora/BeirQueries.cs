using System.Text.Json;
using Kale.Retrieval;
using Kale.Retrieval.Trec;

namespace Kale.Cli.Corpora;

/// <summary>The queries and judgments of a BEIR directory: <c>queries.jsonl</c> and <c>qrels/{split}.tsv</c>.</summary>
internal sealed record BeirQueries(
    IReadOnlyDictionary<string, string> Queries,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Judgments)
{
    /// <summary>Reads the split and keeps the queries that have at least one judgment.</summary>
    /// <exception cref="CliException">A file is missing or a line is malformed; named with its number.</exception>
    public static BeirQueries Read(string directory, string split)
    {
        var judgments = ReadJudgments(Existing(Path.Combine(directory, "qrels", split + ".tsv")));
        var texts = ReadQueries(Existing(Path.Combine(directory, "queries.jsonl")));
        var missing = judgments.Keys.FirstOrDefault(id => !texts.ContainsKey(id));
        if (missing is not null)
        {
            throw new CliException($"The judgments name query '{missing}', which queries.jsonl lacks.");
        }
        var judged = judgments.Keys.ToDictionary(id => id, id => texts[id]);
        return new BeirQueries(judged, judgments);
    }

    private static string Existing(string path) =>
        File.Exists(path)
            ? path
            : throw new CliException(
                $"'{path}' is missing. A BEIR directory holds queries.jsonl and qrels/<split>.tsv.");

    private static Dictionary<string, string> ReadQueries(string path)
    {
        var queries = new Dictionary<string, string>();
        foreach (var (number, line) in Utf8Lines.Read(path))
        {
            if (line.Length == 0) { continue; }
            try
            {
                using var document = JsonDocument.Parse(line, StrictJson.Options);
                queries[document.RootElement.GetProperty("_id").ToString()] =
                    document.RootElement.GetProperty("text").GetString() ?? throw new JsonException("'text' is null");
            }
            catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new CliException($"{path}:{number}: expected {{\"_id\": …, \"text\": …}} ({error.Message}).");
            }
        }
        return queries;
    }

    private static Dictionary<string, IReadOnlyDictionary<string, int>> ReadJudgments(string path)
    {
        try
        {
            var qrels = Qrels.Read(Utf8Lines.Read(path));
            return qrels.Queries.ToDictionary(query => query, qrels.GradesOf);
        }
        catch (RetrievalException error)
        {
            throw new CliException(
                error.Line is { } line ? $"{path}:{line}: {error.Message}." : $"{path}: {error.Message}.");
        }
    }
}
