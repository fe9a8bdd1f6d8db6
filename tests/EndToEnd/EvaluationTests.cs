namespace Kale.EndToEnd.Tests;

/// <summary>What <c>kale evaluate</c> says of data that is not quite as it should be.</summary>
public sealed class EvaluationTests(SuiteFixture fixture) : IClassFixture<SuiteFixture>, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-evaluation-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Evaluate_QueriesThatAreDocumentsOfTheCorpus_AreMeasuredAsBeirDoes()
    {
        // Each finds itself first.
        Write(["d0", "d1"], [("d0", "d0"), ("d1", "d1")]);
        var left = (await EvaluateAsync()).Succeeded();
        Assert.Contains("2 hits with the same id as their query, as BEIR does", left.Text, StringComparison.Ordinal);
        var kept = (await EvaluateAsync("--keep-identical-ids", "--json")).Succeeded().Json;
        var json = (await EvaluateAsync("--json")).Succeeded();
        Assert.Contains("same id", json.Error, StringComparison.Ordinal);
        Assert.Equal(0, kept.GetProperty("identicalIdsLeftOut").GetInt32());
        Assert.Equal(2, json.Json.GetProperty("identicalIdsLeftOut").GetInt32());
        Assert.Equal(1, kept.GetProperty("mrrAt10").GetDouble());
        Assert.Equal(0, json.Json.GetProperty("mrrAt10").GetDouble());
    }

    [Fact]
    public async Task Evaluate_AnEmptyQueryAndMissingDocuments_AreToldAndTheOthersMeasured()
    {
        Write(["d3", "empty"], [("d3", "d3"), ("empty", "d4"), ("d3", "nowhere")]);
        var output = (await EvaluateAsync("--keep-identical-ids")).Succeeded();
        Assert.Contains("queries.jsonl:2: the query 'empty' is empty", output.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 3 judged documents are not in the collection", output.Error, StringComparison.Ordinal);
        Assert.Contains("missing     1 of 3 judged documents", output.Text, StringComparison.Ordinal);
        Assert.Contains("empty       1 queries", output.Text, StringComparison.Ordinal);
        Assert.Contains("MRR@10      0.5000", output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_ARunThatCannotBeWritten_IsToldBeforeTheSearches()
    {
        Write(["d3"], [("d3", "d3")]);
        var output = await EvaluateAsync("--run", _directory);
        output.Failed(1, "--run");
        Assert.Equal("", output.Text);
        var run = Path.Combine(_directory, "new", "run.trec");
        (await EvaluateAsync("--run", run)).Succeeded();
        Assert.StartsWith("d3 Q0 ", await File.ReadAllTextAsync(run), StringComparison.Ordinal);
    }

    private Task<Output> EvaluateAsync(params string[] options) =>
        fixture.Suite.RunAsync(["evaluate", _directory, "-c", "docs", .. options]);

    private void Write(IEnumerable<string> queries, IEnumerable<(string Query, string Document)> judgments)
    {
        Directory.CreateDirectory(Path.Combine(_directory, "qrels"));
        File.WriteAllLines(
            Path.Combine(_directory, "queries.jsonl"),
            queries.Select(id => $$"""{"_id": "{{id}}", "text": "{{TextOf(id)}}"}"""));
        File.WriteAllLines(
            Path.Combine(_directory, "qrels", "test.tsv"),
            judgments.Select(judgment => $"{judgment.Query}\t{judgment.Document}\t1"));
    }

    private static string TextOf(string id) =>
        id.StartsWith('d') ? SuiteFixture.Text(int.Parse(id[1..])) : "";
}
