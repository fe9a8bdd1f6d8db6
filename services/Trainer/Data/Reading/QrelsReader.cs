using System.Globalization;
using Kale.Trainer.Data.Paths;

namespace Kale.Trainer.Data.Reading;

/// <summary>
/// Judgments: BEIR's tab-separated <c>query-id corpus-id score</c> with a head, or TREC's <c>query iteration document
/// grade</c>; told apart by the number of columns.
/// </summary>
internal static class QrelsReader
{
    private const string BeirHead = "query-id";

    public static string FileName(string split) => $"qrels/{split}.tsv";

    /// <exception cref="TrainingException">DataMalformed: named by file and line.</exception>
    public static Judgments Read(DataFile file)
    {
        var grades = new SortedDictionary<string, Dictionary<string, Judgment>>(StringComparer.Ordinal);
        foreach (var (number, line) in Utf8Lines.ReadText(file))
        {
            if (line.StartsWith(BeirHead, StringComparison.Ordinal))
                continue;
            var (query, document, grade) = Parse(file, number, line);
            if (!grades.TryGetValue(query, out var documents))
                grades[query] = documents = new Dictionary<string, Judgment>(StringComparer.Ordinal);
            if (!documents.TryAdd(document, new Judgment(grade, number)))
                throw file.Malformed(number, $"'{document}' is judged for query '{query}' already, in line {documents[document].Line}");
        }

        return grades.Count > 0 ? new Judgments(file, grades) : throw file.Malformed("it holds no judgments");
    }

    private static (string Query, string Document, int Grade) Parse(DataFile file, int number, string line)
    {
        // Ids of BEIR may hold spaces; TREC's may not.
        var columns = line.Split('\t', StringSplitOptions.TrimEntries);
        if (columns.Length == 1)
            columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (columns.Length is not (3 or 4) || !int.TryParse(columns[^1], CultureInfo.InvariantCulture, out var grade))
        {
            throw file.Malformed(number, "expected query, document and grade separated by tabs, or TREC's four columns with a "
                + "whole number at the end");
        }

        return (columns[0], columns[^2], grade);
    }
}

/// <summary>How relevant a document is, and where that is written.</summary>
internal readonly record struct Judgment(int Grade, int Line);

/// <summary>Judgments by query and document; queries in the order of their bytes.</summary>
internal sealed class Judgments(DataFile file, SortedDictionary<string, Dictionary<string, Judgment>> grades)
{
    public DataFile File { get; } = file;

    public IReadOnlyCollection<string> Queries => grades.Keys;

    public IReadOnlyDictionary<string, Judgment> Of(string query) => grades[query];
}
