namespace Kale.Retrieval.Metrics;

/// <summary>
/// Quality of one ranking, each as trec_eval computes it (its name in brackets). A grade above 0 is relevant; a query
/// without relevant documents is 0.
/// </summary>
public static class RankingMetrics
{
    /// <summary>
    /// nDCG@k (ndcg_cut): sum of grade / log2(rank + 1),
    /// over the same sum of the ideal order (Järvelin and Kekäläinen 2002).
    /// </summary>
    public static double Ndcg(JudgedRanking ranking, int k)
    {
        var ideal = Gain(ranking.Ideal, k);
        return ideal > 0 ? Gain(ranking.Grades, k) / ideal : 0;
    }

    /// <summary>
    /// Average precision (map, map_cut): the mean over all relevant documents of the precision at their ranks.
    /// </summary>
    public static double AveragePrecision(JudgedRanking ranking, int k)
    {
        var (found, sum) = (0, 0.0);
        for (var i = 0; i < Math.Min(k, ranking.Grades.Count); i++)
        {
            if (ranking.Grades[i] > 0)
                sum += (double)++found / (i + 1);
        }

        return ranking.Relevant > 0 ? sum / ranking.Relevant : 0;
    }

    /// <summary>Recall@k (recall): the share of the relevant documents among the first k.</summary>
    public static double Recall(JudgedRanking ranking, int k) => ranking.Relevant > 0
        ? (double)ranking.Grades.Take(k).Count(grade => grade > 0) / ranking.Relevant
        : 0;

    /// <summary>
    /// MRR@k (recip_rank, which has no k): 1 / rank of the first relevant document, if it is among the first k.
    /// </summary>
    public static double ReciprocalRank(JudgedRanking ranking, int k)
    {
        for (var i = 0; i < Math.Min(k, ranking.Grades.Count); i++)
        {
            if (ranking.Grades[i] > 0)
                return 1.0 / (i + 1);
        }

        return 0;
    }

    /// <summary>
    /// Hits@k (success): 1 if any of the first k is relevant, which papers on question answering call accuracy.
    /// </summary>
    public static double Hits(JudgedRanking ranking, int k) => ranking.Grades.Take(k).Any(grade => grade > 0) ? 1 : 0;

    private static double Gain(IReadOnlyList<int> grades, int k)
    {
        var sum = 0.0;
        for (var i = 0; i < Math.Min(k, grades.Count); i++)
        {
            if (grades[i] > 0)
                sum += grades[i] / Math.Log2(i + 2);
        }

        return sum;
    }
}
