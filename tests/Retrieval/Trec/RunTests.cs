using Kale.Retrieval.Trec;

namespace Kale.Retrieval.Tests.Trec;

public sealed class RunTests
{
    [Fact]
    public void Ranking_OfEqualScores_IsByDocumentDescending() =>
        Assert.Equal(["b", "c", "a"], Run("q", ("a", 0.5), ("c", 0.5), ("b", 0.9)).Ranking("q"));

    [Fact]
    public void Ranking_OfAQueryThatIsNotThere_IsEmpty() => Assert.Empty(Run("q", ("a", 1)).Ranking("other"));

    [Fact]
    public void Write_ARun_HasSixColumnsAndRanksFromOne()
    {
        using var text = new StringWriter();
        RunWriter.Write(text, Run("q1", ("d1", 0.25), ("d2", 0.5)));
        Assert.Equal("q1 Q0 d2 1 0.5 tag\nq1 Q0 d1 2 0.25 tag\n", text.ToString());
    }

    [Fact]
    public void Write_ScoresOfSingleAndDoublePrecision_AreAsShortAsTheyCanBe()
    {
        using var text = new StringWriter();
        RunWriter.Write(text, Run("q", ("a", 0.3f), ("b", 0.1)));
        Assert.Equal("q Q0 a 1 0.3 tag\nq Q0 b 2 0.1 tag\n", text.ToString());
    }

    [Theory]
    [InlineData("a query", "d")]
    [InlineData("q", "a\u00a0document")]
    [InlineData("q", "a\ndocument")]
    [InlineData("q", "")]
    public void Write_AnIdThatIsNoColumn_IsRefusedBeforeAnythingIsWritten(string query, string document)
    {
        using var text = new StringWriter();
        var error = Assert.Throws<RetrievalException>(() => RunWriter.Write(text, Run(query, ("d", 1), (document, 0))));
        Assert.Equal(RetrievalError.UnwritableId, error.Code);
        Assert.Equal("", text.ToString());
    }

    [Fact]
    public void WithoutIdenticalIds_LeavesOutTheQueryItself()
    {
        var (run, leftOut) = Run("b", ("a", 0.1), ("b", 0.9), ("c", 0.5), ("d", 0.4)).WithoutIdenticalIds(depth: 2);
        Assert.Equal(["c", "d"], run.Ranking("b"));
        Assert.Equal(1, leftOut);
        Assert.Equal(0, Run("q", ("a", 1)).WithoutIdenticalIds().LeftOut);
    }

    [Fact]
    public void ByteOrder_OfAnyTwoTexts_IsThatOfTheirUtf8()
    {
        string[] texts = ["", "a", "ab", "é", "東", "\uFFFD", "\U0001F600", "\U0001F601", "a\U0001F600", "a\uE000"];
        foreach (var left in texts)
        {
            foreach (var right in texts)
            {
                var expected = System.Text.Encoding.UTF8.GetBytes(left).AsSpan()
                    .SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(right));
                Assert.Equal(Math.Sign(expected), Math.Sign(ByteOrder.Instance.Compare(left, right)));
            }
        }
    }

    private static Run Run(string query, params (string Document, double Score)[] hits) => new(
        "tag",
        new Dictionary<string, IReadOnlyList<Hit>>
        {
            [query] = [.. hits.Select(hit => new Hit(hit.Document, hit.Score))],
        });
}
