using System.Globalization;

namespace Kale.Retrieval.Trec;

/// <summary>How relevant a document is, and where that is written.</summary>
/// <param name="Grade">Above 0 is relevant.</param>
/// <param name="Line">Of the file.</param>
public readonly record struct Judgment(int Grade, int Line);

/// <summary>Judgments by query and document.</summary>
public sealed class Qrels
{
    private const string BeirHead = "query-id";
    private readonly SortedDictionary<string, Dictionary<string, Judgment>> _judgments;

    private Qrels(SortedDictionary<string, Dictionary<string, Judgment>> judgments) => _judgments = judgments;

    /// <summary>The judged queries, in ordinal order.</summary>
    public IReadOnlyCollection<string> Queries => _judgments.Keys;

    /// <summary>The judgments of one of them by document.</summary>
    public IReadOnlyDictionary<string, Judgment> Of(string query) => _judgments[query];

    /// <summary>The same without the lines.</summary>
    public IReadOnlyDictionary<string, int> GradesOf(string query) =>
        _judgments[query].ToDictionary(pair => pair.Key, pair => pair.Value.Grade);

    /// <summary>
    /// Reads BEIR's tab-separated <c>query-id corpus-id score</c> with a head, or TREC's <c>query iteration document
    /// grade</c>; told apart by the number of columns.
    /// </summary>
    /// <param name="lines">With their numbers in the file; blank ones are skipped.</param>
    /// <exception cref="RetrievalException">MalformedLine, Empty.</exception>
    public static Qrels Read(IEnumerable<(int Number, string Line)> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var judgments = new SortedDictionary<string, Dictionary<string, Judgment>>(StringComparer.Ordinal);
        foreach (var (number, line) in lines.Where(IsJudgment))
        {
            var (query, document, grade) = Parse(number, line);
            if (!judgments.TryGetValue(query, out var documents))
                judgments[query] = documents = new Dictionary<string, Judgment>(StringComparer.Ordinal);
            if (!documents.TryAdd(document, new Judgment(grade, number)))
            {
                throw RetrievalException.Malformed(
                    number, $"'{document}' is judged for query '{query}' already, in line {documents[document].Line}");
            }
        }

        return judgments.Count > 0
            ? new Qrels(judgments)
            : throw new RetrievalException(RetrievalError.Empty, "it holds no judgments");
    }

    private static bool IsJudgment((int Number, string Line) entry) =>
        !string.IsNullOrWhiteSpace(entry.Line) && !entry.Line.StartsWith(BeirHead, StringComparison.Ordinal);

    private static (string Query, string Document, int Grade) Parse(int number, string line)
    {
        // Ids of BEIR may hold spaces; TREC's may not.
        var columns = line.Split('\t', StringSplitOptions.TrimEntries);
        if (columns.Length == 1)
            columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (columns.Length is not (3 or 4) || !int.TryParse(columns[^1], CultureInfo.InvariantCulture, out var grade))
        {
            throw RetrievalException.Malformed(
                number,
                "expected query, document and grade separated by tabs, or TREC's four columns "
                    + "with a whole number at the end");
        }

        return (columns[0], columns[^2], grade);
    }
}
