namespace Kale.Cli.Evaluation;

/// <summary>Quality of one ranking against graded judgments, as trec_eval and BEIR compute it.</summary>
internal static class RankingMetrics
{
    /// <summary>
    /// nDCG@k with linear gains: sum of grade / log2(rank + 1), over the same sum of the ideal order
    /// (Järvelin and Kekäläinen 2002; trec_eval's ndcg_cut).
    /// </summary>
    public static double NormalizedDiscountedGain(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> grades, int k)
    {
        var ideal = Gain(grades.Values.Where(grade => grade > 0).OrderDescending(), k);
        return ideal == 0 ? 0 : Gain(ranking.Select(id => grades.GetValueOrDefault(id)), k) / ideal;
    }

    /// <summary>The share of the relevant documents that stand among the first k.</summary>
    public static double Recall(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> grades, int k)
    {
        var relevant = grades.Count(pair => pair.Value > 0);
        return relevant == 0 ? 0 : (double)ranking.Take(k).Count(id => grades.GetValueOrDefault(id) > 0) / relevant;
    }

    /// <summary>1 / rank of the first relevant document among the first k, or 0.</summary>
    public static double ReciprocalRank(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> grades, int k)
    {
        for (var i = 0; i < Math.Min(k, ranking.Count); i++)
        {
            if (grades.GetValueOrDefault(ranking[i]) > 0) { return 1.0 / (i + 1); }
        }
        return 0;
    }

    private static double Gain(IEnumerable<int> grades, int k) =>
        grades.Take(k).Select((grade, i) => Math.Max(grade, 0) / Math.Log2(i + 2)).Sum();
}
