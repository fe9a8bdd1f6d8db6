using System.Globalization;

namespace Kale.Retrieval.Trec;

/// <summary>
/// A TREC run: lines of <c>query Q0 document rank score tag</c>. The rank is not looked at: scores decide, in double
/// precision as in trec_eval 10 (9 had single).
/// </summary>
public static class RunReader
{
    /// <param name="name">Of the system.</param>
    /// <param name="lines">With their numbers in the file; blank ones are skipped.</param>
    /// <exception cref="RetrievalException">MalformedLine, Empty.</exception>
    public static Run Read(string name, IEnumerable<(int Number, string Line)> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var hits = new Dictionary<string, List<Hit>>(StringComparer.Ordinal);
        var seen = new HashSet<(string Query, string Document)>();
        foreach (var (number, line) in lines.Where(entry => !string.IsNullOrWhiteSpace(entry.Line)))
        {
            var (query, hit) = Parse(number, line);
            if (!seen.Add((query, hit.Document)))
                throw RetrievalException.Malformed(number, $"'{hit.Document}' is ranked twice for query '{query}'");
            if (!hits.TryGetValue(query, out var ranking))
                hits[query] = ranking = [];
            ranking.Add(hit);
        }

        return hits.Count == 0
            ? throw new RetrievalException(RetrievalError.Empty, "it ranks nothing")
            : new Run(name, hits.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Hit>)pair.Value));
    }

    private static (string Query, Hit Hit) Parse(int number, string line)
    {
        var columns = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        if (columns.Length != 6
            || !double.TryParse(columns[4], CultureInfo.InvariantCulture, out var score)
            || double.IsNaN(score))
            throw RetrievalException.Malformed(
                number, "expected 'query Q0 document rank score tag' with a number as score");
        return (columns[0], new Hit(columns[2], score));
    }
}
