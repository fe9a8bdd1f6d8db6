using Kale.Corpora.Queries;
using Kale.Corpora.Sources;

namespace Kale.Corpora.Tests.Queries;

public sealed class QueryFileTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Read_Queries_KeepTheirLinesAndOrder()
    {
        using var source = TextSource.Open(_scratch.Write(
            "queries.jsonl", "{\"_id\": 2, \"text\": \"two\"}\n\n{\"query_id\": \"1\", \"query_text\": \"\"}"));
        Assert.Equal(
            [("2", new QueryText("two", 1)), ("1", new QueryText("", 3))],
            QueryFile.Read(source).Select(query => (query.Key, query.Value)));
    }

    [Theory]
    [InlineData("""{"_id": "q2", "text": null}""", "'text' is missing")]
    [InlineData("""{"_id": "q2", "text": "a", "text": "b"}""", "not JSON")]
    [InlineData("""{"_id": "q2", "text": "\udc00"}""", "Unicode")]
    [InlineData("""{"_id": "q2", "text": ["a"]}""", "must be a text")]
    [InlineData("""{"_id": "q1", "text": "two"}""", "'q1' is in line 1 already")]
    [InlineData("[]", "JSON object")]
    public void Read_LineThatIsNoQuery_IsNamed(string line, string expected)
    {
        using var source = TextSource.Open(
            _scratch.Write("queries.jsonl", "{\"_id\": \"q1\", \"text\": \"one\"}\n" + line));
        var error = Assert.Throws<CorpusException>(() => QueryFile.Read(source));
        Assert.Equal($"{source.Name}:2", error.Place);
        Assert.Contains(expected, error.Complaint, StringComparison.Ordinal);
    }
}
