namespace Kale.EndToEnd.Tests;

/// <summary>A user's mistakes: told in words with what to do, by exit code, and the suite goes on serving.</summary>
public sealed class MistakeTests(SuiteFixture fixture) : IClassFixture<SuiteFixture>
{
    public static TheoryData<string[], int, string> Mistakes() => new()
    {
        { ["search", "x", "-c", "nothing"], 1, "nothing" },
        { ["search", "x", "-c", "docs", "-k", "0"], 2, "top_k" },
        { ["search", "x", "-c", "docs", "-k", "1000000"], 2, "top_k" },
        { ["search", " ", "-c", "docs"], 2, "query" },
        { ["search", "x", "-c", "docs", "--where", "noequals"], 2, "field=value" },
        { ["search", "x", "-c", "docs", "--rerank"], 1, "reranker" },
        { ["search", "x"], 2, "--collection" },
        { ["index", "/nowhere", "-c", "docs"], 1, "/nowhere" },
        { ["evaluate", "/nowhere", "-c", "docs"], 1, "test.tsv" },
        { ["unknown"], 2, "unknown" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Mistake_IsToldInWords_AndTheSuiteGoesOn(string[] arguments, int exitCode, string hint)
    {
        var output = arguments is ["unknown"]
            ? await Kale.RunAsync(arguments)
            : await fixture.Suite.RunAsync(arguments);
        output.Failed(exitCode, hint);
        (await fixture.Suite.RunAsync("search", SuiteFixture.Text(1), "-c", "docs")).Succeeded();
    }

    [Fact]
    public async Task Server_NotThere_SaysHowToStartOne()
    {
        (await Kale.RunAsync("search", "x", "-c", "docs", "--server", "http://127.0.0.1:1")).Failed(3, "kale serve");
        (await Kale.RunAsync("search", "x", "-c", "docs", "--server", "nonsense")).Failed(2, "http://127.0.0.1:7700");
    }

    [Fact]
    public async Task Serve_OnADataDirectoryInUse_IsRefused()
    {
        var output = await Kale.RunAsync(
            "serve", "--data", fixture.Data, "--urls", "http://127.0.0.1:0", "--qdrant-port", "0");
        Assert.Equal(1, output.ExitCode);
        Assert.Contains("in use", output.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", output.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfADirectoryWithoutAModel_NamesWhatIsMissing() =>
        (await Kale.RunAsync("import", fixture.Corpus, "--data", fixture.Data)).Failed(1, "config.json");
}
