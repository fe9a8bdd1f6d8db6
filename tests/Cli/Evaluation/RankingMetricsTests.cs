using Kale.Cli.Evaluation;

namespace Kale.Cli.Tests.Evaluation;

/// <summary>Golden values worked by hand from the definitions that trec_eval documents.</summary>
public sealed class RankingMetricsTests
{
    private static readonly Dictionary<string, int> Grades = new() { ["a"] = 3, ["b"] = 2, ["c"] = 3, ["d"] = 0, ["e"] = 1, ["f"] = 2 };
    private static readonly string[] Ranking = ["a", "b", "c", "d", "e", "f"];

    [Fact]
    public void NormalizedDiscountedGain_OfGradedExample_IsTheTextbookValue()
    {
        // DCG = 3/1 + 2/1.58496 + 3/2 + 0 + 1/2.58496 + 2/2.80735 = 6.86113; ideal 3,3,2,2,1 = 7.14100.
        Assert.Equal(0.960809, RankingMetrics.NormalizedDiscountedGain(Ranking, Grades, 6), 5);
    }

    [Fact]
    public void NormalizedDiscountedGain_WithCutOff_NormalisesByTheIdealOfTheSameLength()
    {
        var only = new Dictionary<string, int> { ["x"] = 1, ["y"] = 1, ["z"] = 1 };
        Assert.Equal(1.0, RankingMetrics.NormalizedDiscountedGain(["x", "y", "q"], only, 2), 12);
    }

    [Fact]
    public void Recall_CountsRelevantOnly_OverAllRelevant()
    {
        Assert.Equal(0.4, RankingMetrics.Recall(Ranking, Grades, 2), 12);
        Assert.Equal(1.0, RankingMetrics.Recall(Ranking, Grades, 100), 12);
    }

    [Fact]
    public void ReciprocalRank_FirstRelevantBeyondCutOff_IsZero()
    {
        Assert.Equal(0.5, RankingMetrics.ReciprocalRank(["d", "a"], Grades, 10), 12);
        Assert.Equal(0.0, RankingMetrics.ReciprocalRank(["d", "a"], Grades, 1), 12);
    }

    [Fact]
    public void Metrics_OfAnEmptyRanking_AreZero()
    {
        Assert.Equal(0.0, RankingMetrics.NormalizedDiscountedGain([], Grades, 10));
        Assert.Equal(0.0, RankingMetrics.Recall([], Grades, 10));
        Assert.Equal(0.0, RankingMetrics.ReciprocalRank([], Grades, 10));
    }

    [Fact]
    public void Run_EqualScores_AreOrderedByDocumentDescending()
    {
        var run = new Run();
        run.Add("q", [("a", 0.5f), ("c", 0.5f), ("b", 0.9f)]);
        Assert.Equal(["b", "c", "a"], run.Ranking("q"));
    }

    [Fact]
    public void Run_Written_HasSixColumnsAndRanksFromOne()
    {
        var run = new Run();
        run.Add("q1", [("d1", 0.25f), ("d2", 0.5f)]);
        var path = Path.GetTempFileName();
        run.Write(path, "tag");
        Assert.Equal(["q1 Q0 d2 1 0.5 tag", "q1 Q0 d1 2 0.25 tag"], File.ReadAllLines(path));
        File.Delete(path);
    }
}
