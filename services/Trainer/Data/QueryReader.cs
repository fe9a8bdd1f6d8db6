using Kale.Corpora.Queries;
using Kale.Training;

namespace Kale.Trainer.Data;

/// <summary>queries.jsonl, as Kale.Corpora reads it.</summary>
internal static class QueryReader
{
    public const string FileName = QueryFile.FileName;

    /// <summary>Queries by id, in the file's order.</summary>
    /// <exception cref="TrainingException">DataNotFound, DataMalformed: named by file and line.</exception>
    public static OrderedDictionary<string, QueryText> Read(DataSource source) =>
        source.FileIn(FileName).Read(QueryFile.Read);
}
