namespace Kale.Trainer.Evaluation;

/// <summary>A document found for a query.</summary>
internal readonly record struct Hit(string Document, double Score);

/// <summary>What a system ranked for each query.</summary>
internal sealed class Run
{
    private readonly Dictionary<string, IReadOnlyList<string>> _rankings;

    /// <param name="name">Of the system.</param>
    /// <param name="hits">By query, in any order.</param>
    public Run(string name, IReadOnlyDictionary<string, IReadOnlyList<Hit>> hits)
    {
        Name = name;
        _rankings = hits.ToDictionary(pair => pair.Key, pair => Ranked(pair.Value), StringComparer.Ordinal);
    }

    public string Name { get; }

    public int Queries => _rankings.Count;

    /// <summary>The documents of a query, best first; none where the system found nothing.</summary>
    public IReadOnlyList<string> Ranking(string query) => _rankings.GetValueOrDefault(query) ?? [];

    /// <summary>Score descending, equal scores by document id descending: trec_eval's rule, whatever ranks a file gives.</summary>
    private static IReadOnlyList<string> Ranked(IReadOnlyList<Hit> hits) =>
        [.. hits.OrderByDescending(hit => hit.Score).ThenByDescending(hit => hit.Document, ByteOrder.Instance).Select(hit => hit.Document)];
}
