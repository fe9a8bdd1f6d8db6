using Kale.Retrieval.Metrics;

namespace Kale.Retrieval.Tests.Metrics;

public sealed class RankingMetricTests
{
    [Fact]
    public void Parse_OfANameWithItsCutOff_CutsThere()
    {
        var metric = RankingMetric.Parse("hits@2");
        Assert.Equal(("hits@2", 2), (metric.Name, metric.CutOff));
        Assert.Equal(0, metric.Of(new JudgedRanking([0, 0, 1], [1])));
        Assert.Null(RankingMetric.Parse("map").CutOff);
    }

    [Theory]
    [InlineData(
        "ndgc@10", RetrievalError.UnknownMetric, "There is no metric 'ndgc'; there are: ndcg, map, recall, mrr, hits.")]
    [InlineData("recall", RetrievalError.CutOff, "'recall' needs the rank it is cut at, at least 1, as in recall@10.")]
    [InlineData("map@0", RetrievalError.CutOff, "'map@0' needs the rank it is cut at, at least 1, as in map@10.")]
    [InlineData("mrr@-1", RetrievalError.CutOff, "'mrr@-1' needs the rank it is cut at, at least 1, as in mrr@10.")]
    public void Parse_OfAnythingElse_SaysWhatIsExpected(string name, RetrievalError code, string message)
    {
        var error = Assert.Throws<RetrievalException>(() => RankingMetric.Parse(name));
        Assert.Equal((code, message), (error.Code, error.Message));
    }
}
