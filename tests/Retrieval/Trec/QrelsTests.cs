using Kale.Retrieval.Trec;

namespace Kale.Retrieval.Tests.Trec;

public sealed class QrelsTests
{
    [Theory]
    [InlineData("query-id\tcorpus-id\tscore\nq 1\td 1\t2\r\n\nq2\td1\t-1\n")]
    [InlineData("q 1\t0\td 1\t2\nq2\t0\td1\t-1\n")]
    public void Read_OfBeirsAndTrecsColumns_IsTheSame(string text)
    {
        var qrels = Qrels.Read(Lines.Of(text));
        Assert.Equal(["q 1", "q2"], qrels.Queries);
        Assert.Equal(2, qrels.GradesOf("q 1")["d 1"]);
        Assert.Equal(-1, qrels.Of("q2")["d1"].Grade);
    }

    [Theory]
    [InlineData("q1\td1\t1\nq1\td1\t2\n", 2, "'d1' is judged for query 'q1' already, in line 1")]
    [InlineData("q1 d1\n", 1, "expected query, document and grade")]
    [InlineData("q1\td1\tyes\n", 1, "expected query, document and grade")]
    [InlineData("\n\n", null, "it holds no judgments")]
    public void Read_OfLinesThatCannotBe_SaysWhich(string text, int? line, string says)
    {
        var error = Assert.Throws<RetrievalException>(() => Qrels.Read(Lines.Of(text)));
        Assert.Equal(line, error.Line);
        Assert.StartsWith(says, error.Message, StringComparison.Ordinal);
    }
}
