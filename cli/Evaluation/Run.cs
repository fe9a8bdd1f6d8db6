using System.Globalization;

namespace Kale.Cli.Evaluation;

/// <summary>
/// A TREC run: for each query its documents, best first. Equal scores are ordered by document id, descending, as
/// trec_eval orders them whatever the file says.
/// </summary>
internal sealed class Run
{
    private readonly SortedDictionary<string, IReadOnlyList<(string Document, float Score)>> _rankings = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Queries => _rankings.Keys;

    public void Add(string query, IEnumerable<(string Document, float Score)> hits) =>
        _rankings[query] = [.. hits.OrderByDescending(hit => hit.Score).ThenByDescending(hit => hit.Document, StringComparer.Ordinal)];

    public IReadOnlyList<string> Ranking(string query) =>
        _rankings.TryGetValue(query, out var hits) ? [.. hits.Select(hit => hit.Document)] : [];

    /// <summary>Lines of <c>query Q0 document rank score tag</c>.</summary>
    public void Write(string path, string tag)
    {
        using var writer = new StreamWriter(path);
        foreach (var (query, hits) in _rankings)
        {
            foreach (var (hit, rank) in hits.Select((hit, i) => (hit, i + 1)))
            {
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{query} Q0 {hit.Document} {rank} {hit.Score:R} {tag}"));
            }
        }
    }
}
