using System.Globalization;
using Kale.Trainer.Data.Paths;
using Kale.Trainer.Evaluation;

namespace Kale.Trainer.Data.Reading;

/// <summary>
/// A TREC run: lines of <c>query Q0 document rank score tag</c>. The rank is not looked at: scores decide, in double
/// precision as in trec_eval 10 (9 had single).
/// </summary>
internal static class RunReader
{
    /// <exception cref="TrainingException">DataMalformed: named by file and line.</exception>
    public static Run Read(DataFile file, string name)
    {
        var hits = new Dictionary<string, List<Hit>>(StringComparer.Ordinal);
        var seen = new HashSet<(string Query, string Document)>();
        foreach (var (number, line) in Utf8Lines.ReadText(file))
        {
            var (query, hit) = Parse(file, number, line);
            if (!seen.Add((query, hit.Document)))
                throw file.Malformed(number, $"'{hit.Document}' is ranked twice for query '{query}'");
            if (!hits.TryGetValue(query, out var ranking))
                hits[query] = ranking = [];
            ranking.Add(hit);
        }

        return hits.Count == 0
            ? throw file.Malformed("it ranks nothing")
            : new Run(name, hits.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Hit>)pair.Value));
    }

    private static (string Query, Hit Hit) Parse(DataFile file, int number, string line)
    {
        var columns = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (columns.Length != 6 || !double.TryParse(columns[4], CultureInfo.InvariantCulture, out var score) || double.IsNaN(score))
            throw file.Malformed(number, "expected 'query Q0 document rank score tag' with a number as score");
        return (columns[0], new Hit(columns[2], score));
    }
}
