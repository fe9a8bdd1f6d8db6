using Kale.Retrieval.Metrics;

namespace Kale.Retrieval.Tests.Metrics;

/// <summary>Golden values worked by hand from the definitions that trec_eval documents.</summary>
public sealed class RankingMetricsTests
{
    private static readonly Dictionary<string, int> Grades = new()
    {
        ["a"] = 3,
        ["b"] = 2,
        ["c"] = 3,
        ["d"] = 0,
        ["e"] = 1,
        ["f"] = 2,
    };

    private static readonly string[] Ranking = ["a", "b", "c", "d", "e", "f"];

    [Fact]
    public void Ndcg_OfGradedExample_IsTheTextbookValue()
    {
        // DCG = 3/1 + 2/1.58496 + 3/2 + 0 + 1/2.58496 + 2/2.80735 = 6.86113; ideal 3,3,2,2,1 = 7.14100.
        Assert.Equal(0.960809, RankingMetrics.Ndcg(JudgedRanking.Of(Ranking, Grades), 6), 5);
    }

    [Fact]
    public void Ndcg_OfSomeGrades_IsTrecEvals()
    {
        var judgments = new Dictionary<string, int> { ["a"] = 2, ["b"] = 1, ["c"] = 0 };
        // DCG = 1/log2(2) + 2/log2(4) = 2; ideal = 2/log2(2) + 1/log2(3) = 2.630929...
        Assert.Equal(
            2 / (2 + (1 / Math.Log2(3))),
            RankingMetrics.Ndcg(JudgedRanking.Of(["b", "c", "a"], judgments), 10),
            12);
        Assert.Equal(0.5, RankingMetrics.Recall(JudgedRanking.Of(["b", "c"], judgments), 100));
        Assert.Equal(0, RankingMetrics.Ndcg(JudgedRanking.Of(["a"], new Dictionary<string, int>()), 10));
    }

    [Fact]
    public void Ndcg_WithCutOff_NormalisesByTheIdealOfTheSameLength()
    {
        var only = new Dictionary<string, int> { ["x"] = 1, ["y"] = 1, ["z"] = 1 };
        Assert.Equal(1.0, RankingMetrics.Ndcg(JudgedRanking.Of(["x", "y", "q"], only), 2), 12);
    }

    [Fact]
    public void Recall_CountsRelevantOnly_OverAllRelevant()
    {
        Assert.Equal(0.4, RankingMetrics.Recall(JudgedRanking.Of(Ranking, Grades), 2), 12);
        Assert.Equal(1.0, RankingMetrics.Recall(JudgedRanking.Of(Ranking, Grades), 100), 12);
    }

    [Fact]
    public void ReciprocalRank_FirstRelevantBeyondCutOff_IsZero()
    {
        Assert.Equal(0.5, RankingMetrics.ReciprocalRank(JudgedRanking.Of(["d", "a"], Grades), 10), 12);
        Assert.Equal(0.0, RankingMetrics.ReciprocalRank(JudgedRanking.Of(["d", "a"], Grades), 1), 12);
    }

    [Fact]
    public void Metrics_OfAnEmptyRanking_AreZero()
    {
        var nothing = JudgedRanking.Of([], Grades);
        Assert.All(RankingMetric.Default, metric => Assert.Equal(0.0, metric.Of(nothing)));
    }
}
