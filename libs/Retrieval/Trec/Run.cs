namespace Kale.Retrieval.Trec;

/// <summary>A document found for a query.</summary>
/// <param name="Document">Its id.</param>
/// <param name="Score">The higher, the better.</param>
public readonly record struct Hit(string Document, double Score);

/// <summary>
/// What a system ranked for each query: by score, equal scores by document id descending,
/// trec_eval's rule, whatever ranks a file gives.
/// </summary>
public sealed class Run
{
    private readonly Dictionary<string, IReadOnlyList<Hit>> _rankings;

    /// <param name="name">Of the system.</param>
    /// <param name="hits">By query, in any order.</param>
    public Run(string name, IReadOnlyDictionary<string, IReadOnlyList<Hit>> hits)
    {
        ArgumentNullException.ThrowIfNull(hits);
        Name = name;
        _rankings = hits.ToDictionary(pair => pair.Key, pair => Ranked(pair.Value), StringComparer.Ordinal);
    }

    /// <summary>Of the system.</summary>
    public string Name { get; }

    /// <summary>The ids of the queries that something was ranked for, in no order.</summary>
    public IReadOnlyCollection<string> Queries => _rankings.Keys;

    /// <summary>The documents of a query with their scores, best first; none where the system found nothing.</summary>
    public IReadOnlyList<Hit> Hits(string query) => _rankings.GetValueOrDefault(query) ?? [];

    /// <summary>The documents of a query, best first; none where the system found nothing.</summary>
    public IReadOnlyList<string> Ranking(string query) => [.. Hits(query).Select(hit => hit.Document)];

    /// <summary>
    /// Without the hits that have their query's own id, and how many these were: where queries are documents of the
    /// corpus, each would find itself. BEIR leaves them out before it measures.
    /// </summary>
    /// <param name="depth">Hits of each query that are kept.</param>
    public (Run Run, int LeftOut) WithoutIdenticalIds(int depth = int.MaxValue)
    {
        var others = _rankings.ToDictionary(
            ranking => ranking.Key,
            ranking => (IReadOnlyList<Hit>)[.. ranking.Value.Where(hit => hit.Document != ranking.Key).Take(depth)]);
        return (new Run(Name, others), _rankings.Count(
            ranking => ranking.Value.Any(hit => hit.Document == ranking.Key)));
    }

    private static IReadOnlyList<Hit> Ranked(IReadOnlyList<Hit> hits) =>
        [.. hits.OrderByDescending(hit => hit.Score).ThenByDescending(hit => hit.Document, ByteOrder.Instance)];
}
