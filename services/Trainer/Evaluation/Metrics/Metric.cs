using System.Globalization;
using Kale.Trainer.Tables;

namespace Kale.Trainer.Evaluation.Metrics;

/// <summary>A measure of one ranking, with its cut-off: <c>ndcg@10</c>.</summary>
internal sealed record Metric(string Name, Func<JudgedRanking, double> Of)
{
    private static readonly NamedTable<Func<JudgedRanking, int, double>> s_table = new("metric")
    {
        { "ndcg", RankingMetrics.Ndcg },
        { "map", RankingMetrics.AveragePrecision },
        { "recall", RankingMetrics.Recall },
        { "mrr", RankingMetrics.ReciprocalRank },
        { "hits", RankingMetrics.Hits },
    };

    /// <summary>How many ranks count; null: all.</summary>
    public int? CutOff { get; private init; }

    /// <summary>What is measured where nothing is asked for.</summary>
    public static IReadOnlyList<Metric> Default { get; } =
        [.. new[] { "ndcg@10", "map", "recall@100", "mrr@10", "hits@10" }.Select(Parse)];

    /// <summary>Reads a name with its cut-off; only map may go without, and then counts every rank.</summary>
    /// <exception cref="TrainingException">UnknownName, OutOfRange.</exception>
    public static Metric Parse(string name)
    {
        var parts = name.Split('@');
        var of = s_table[parts[0]];
        if (parts.Length == 1 && parts[0] == "map")
            return new Metric(name, ranking => of(ranking, int.MaxValue));
        return parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k > 0
            ? new Metric(name, ranking => of(ranking, k)) { CutOff = k }
            : throw new TrainingException(
                TrainingError.OutOfRange, $"'{name}' needs the rank it is cut at, at least 1, as in {parts[0]}@10.");
    }
}
