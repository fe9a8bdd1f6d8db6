namespace Kale.EndToEnd.Tests;

/// <summary>What a newcomer does, through the real command line and the real services.</summary>
public sealed class DemoPathTests(SuiteFixture fixture) : IClassFixture<SuiteFixture>
{
    [Fact]
    public async Task Search_OfADocumentsOwnWords_FindsItFirst()
    {
        var output = (await fixture.Suite.RunAsync("search", SuiteFixture.Text(7), "-c", "docs", "--json")).Succeeded();
        Assert.Equal("d7", output.Json.GetProperty("hits")[0].GetProperty("documentId").GetString());
        Assert.StartsWith(
            "bundle-",
            output.Json.GetProperty("servedBy").GetProperty("bundleId").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_ForPeople_ShowsScoreDocumentAndWhoServed()
    {
        var output = (await fixture.Suite.RunAsync("search", SuiteFixture.Text(3), "-c", "docs", "-k", "2"))
            .Succeeded();
        Assert.Contains("1. 1.000 d3", output.Text, StringComparison.Ordinal);
        Assert.Contains(" in space-", output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_WithWhere_KeepsOnlyWhatMatches()
    {
        var output = (await fixture.Suite.RunAsync(
            "search", SuiteFixture.Text(7), "-c", "docs", "-k", "40", "--where", "parity=even", "--json")).Succeeded();
        var ids = output.Json.GetProperty("hits").EnumerateArray()
            .Select(hit => int.Parse(hit.GetProperty("documentId").GetString()![1..]))
            .ToList();
        Assert.Equal(20, ids.Count);
        Assert.All(ids, id => Assert.Equal(0, id % 2));
    }

    [Fact]
    public async Task Evaluate_OnTheOwnWords_IsPerfectAndWritesATrecRun()
    {
        var run = Path.GetTempFileName();
        var output = (await fixture.Suite.RunAsync("evaluate", fixture.Corpus, "-c", "docs", "--json", "--run", run))
            .Succeeded();
        Assert.Equal(1.0, output.Json.GetProperty("ndcgAt10").GetDouble(), 9);
        Assert.Equal(40 * 40, File.ReadAllLines(run).Length);
        Assert.Matches(@"^q0 Q0 d0 1 [0-9.E-]+ kale$", File.ReadAllLines(run)[0]);
        File.Delete(run);
    }

    [Fact]
    public async Task Index_TheSameAgain_EncodesNothing()
    {
        var output = (await fixture.Suite.RunAsync("index", fixture.Corpus, "-c", "docs")).Succeeded();
        Assert.Contains("0 documents indexed", output.Text, StringComparison.Ordinal);
        Assert.Contains("40 unchanged", output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sample_InNode_Searches()
    {
        var text = await Programs.SucceedAsync(
            "node",
            ["samples/node/search.cjs", "--server", fixture.Suite.Address["http://".Length..], SuiteFixture.Text(11)]);
        Assert.StartsWith("1.000  d11", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_OfAReadySuite_ListsEveryService()
    {
        var output = (await fixture.Suite.RunAsync("health")).Succeeded();
        foreach (var service in new[]
        {
            "kale.v1.QueryEncoding",
            "kale.v1.ContextIndexing",
            "kale.v1.Search",
            "kale.v1.Training",
            "(everything)",
        })
        {
            Assert.Contains(service, output.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Encoders_OfTheDataDirectory_NamesSpaceAndBundle()
    {
        var output = (await Kale.RunAsync("encoders", "--data", fixture.Data, "--json")).Succeeded();
        Assert.Equal("default", output.Json[0].GetProperty("names")[0].GetString());
    }
}
