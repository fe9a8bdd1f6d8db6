using System.Globalization;

namespace Kale.Retrieval.Metrics;

/// <summary>A measure of one ranking, with its cut-off: <c>ndcg@10</c>.</summary>
/// <param name="Name">With the cut-off.</param>
/// <param name="Of">Of a ranking: 0 to 1.</param>
public sealed record RankingMetric(string Name, Func<JudgedRanking, double> Of)
{
    private const string Uncut = "map";

    private static readonly OrderedDictionary<string, Func<JudgedRanking, int, double>> s_table =
        new(StringComparer.Ordinal)
        {
            { "ndcg", RankingMetrics.Ndcg },
            { Uncut, RankingMetrics.AveragePrecision },
            { "recall", RankingMetrics.Recall },
            { "mrr", RankingMetrics.ReciprocalRank },
            { "hits", RankingMetrics.Hits },
        };

    /// <summary>How many ranks count; null: all.</summary>
    public int? CutOff { get; private init; }

    /// <summary>What is measured where nothing is asked for.</summary>
    public static IReadOnlyList<RankingMetric> Default { get; } =
        ParseAll("ndcg@10", "map", "recall@100", "mrr@10", "hits@10");

    /// <summary>Reads a name with its cut-off; only map may go without, and then counts every rank.</summary>
    /// <exception cref="RetrievalException">UnknownMetric: the message lists those there are; CutOff.</exception>
    public static RankingMetric Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var parts = name.Split('@');
        if (!s_table.TryGetValue(parts[0], out var of))
        {
            throw new RetrievalException(
                RetrievalError.UnknownMetric,
                $"There is no metric '{parts[0]}'; there are: {string.Join(", ", s_table.Keys)}.");
        }

        if (parts is [Uncut])
            return new RankingMetric(name, ranking => of(ranking, int.MaxValue));
        return parts.Length == 2
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var k)
            && k > 0
            ? new RankingMetric(name, ranking => of(ranking, k)) { CutOff = k }
            : throw new RetrievalException(
                RetrievalError.CutOff, $"'{name}' needs the rank it is cut at, at least 1, as in {parts[0]}@10.");
    }

    /// <summary>The same for several.</summary>
    /// <exception cref="RetrievalException">As <see cref="Parse"/>.</exception>
    public static IReadOnlyList<RankingMetric> ParseAll(params IEnumerable<string> names) => [.. names.Select(Parse)];
}
