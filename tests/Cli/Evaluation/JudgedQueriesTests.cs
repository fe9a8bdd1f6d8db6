using Kale.Cli.Evaluation;
using Kale.Cli.Tests.Support;
using Kale.Corpora;

namespace Kale.Cli.Tests.Evaluation;

public sealed class JudgedQueriesTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Read_Judged_KeepsOnlyTheJudgedOnes()
    {
        _scratch.Write("queries.jsonl", "{\"_id\": \"q1\", \"text\": \"one\"}\n{\"_id\": \"q2\", \"text\": \"two\"}\n");
        _scratch.Write("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq2\td1\t2\n");
        var judged = JudgedQueries.Read(_scratch.Path, "test");
        Assert.Equal("two", Assert.Single(judged.Queries).Value);
        Assert.Equal(2, judged.Judgments["q2"]["d1"]);
        Assert.Empty(judged.Empty);
    }

    [Fact]
    public void Read_EmptyQueries_AreToldWithTheirLines()
    {
        var path = _scratch.Write(
            "queries.jsonl", "{\"_id\": \"q1\", \"text\": \"one\"}\n\n{\"_id\": \"q2\", \"text\": \" \"}\n");
        _scratch.Write("qrels/test.tsv", "q1\td1\t1\nq2\td1\t1\n");
        Assert.Equal([("q2", $"{path}:3")], JudgedQueries.Read(_scratch.Path, "test").Empty);
    }

    [Fact]
    public void Read_JudgmentsOfAQueryThatIsNotThere_NameIt()
    {
        _scratch.Write("queries.jsonl", """{"_id": "q1", "text": "one"}""");
        _scratch.Write("qrels/test.tsv", "q1\td1\t1\nq2\td1\t1\n");
        var error = Assert.Throws<CliException>(() => JudgedQueries.Read(_scratch.Path, "test"));
        Assert.Contains("'q2'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MalformedLines_AreNamed()
    {
        _scratch.Write("queries.jsonl", "{\"_id\": \"q1\", \"text\": \"one\"}\n[]");
        _scratch.Write("qrels/test.tsv", "q1\td1\t1\n");
        var query = Assert.Throws<CorpusException>(() => JudgedQueries.Read(_scratch.Path, "test"));
        Assert.Contains("queries.jsonl:2", query.Message, StringComparison.Ordinal);
        _scratch.Write("qrels/test.tsv", "q1\td1\t1\nq1\td1\t2\n");
        var judgment = Assert.Throws<CliException>(() => JudgedQueries.Read(_scratch.Path, "test"));
        Assert.Contains("test.tsv:2", judgment.Message, StringComparison.Ordinal);
    }
}
