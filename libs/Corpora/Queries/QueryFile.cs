using Kale.Corpora.Json;
using Kale.Corpora.Sources;

namespace Kale.Corpora.Queries;

/// <summary>A query of a file.</summary>
/// <param name="Text">Not cut, and perhaps empty.</param>
/// <param name="Line">Where it is.</param>
public readonly record struct QueryText(string Text, int Line);

/// <summary>
/// Queries as lines of JSON: BEIR's <c>_id</c> and <c>text</c>, Tevatron's <c>query_id</c> and <c>query_text</c>.
/// </summary>
public static class QueryFile
{
    /// <summary>Of a BEIR directory.</summary>
    public const string FileName = "queries.jsonl";

    /// <summary>Queries by id, in the file's order.</summary>
    /// <exception cref="CorpusException">A line is none, or says again what another has said.</exception>
    public static OrderedDictionary<string, QueryText> Read(TextSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var queries = new OrderedDictionary<string, QueryText>(StringComparer.Ordinal);
        foreach (var line in JsonLines.Read(source))
        {
            var id = line.Get("_id", "query_id", "id");
            var query = new QueryText(line.Get("text", "query", "query_text"), line.Number);
            if (!queries.TryAdd(id, query))
                throw line.Malformed($"the query '{id}' is in line {queries[id].Line} already");
        }

        return queries.Count > 0 ? queries : throw new CorpusException(source.Name, "it holds no queries");
    }
}
