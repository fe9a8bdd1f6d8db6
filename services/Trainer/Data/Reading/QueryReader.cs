namespace Kale.Trainer.Data.Reading;

/// <summary>queries.jsonl: <c>{"_id", "text"}</c>.</summary>
internal static class QueryReader
{
    public const string FileName = "queries.jsonl";

    /// <summary>Texts by id, in the file's order.</summary>
    /// <exception cref="TrainingException">DataNotFound, DataMalformed: named by file and line.</exception>
    public static OrderedDictionary<string, string> Read(DataSource source)
    {
        var file = source.FileIn(FileName);
        var queries = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in JsonLines.Read(file))
        {
            var id = line.Get("_id", "query_id", "id");
            if (!queries.TryAdd(id, line.Get("text", "query", "query_text")))
                throw line.Malformed($"the query '{id}' is there already");
        }

        return queries.Count > 0 ? queries : throw file.Malformed("it holds no queries");
    }
}
