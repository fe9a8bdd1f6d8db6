using System.Diagnostics;
using Kale.Rollouts.Tests.State;

namespace Kale.EndToEnd.Tests;

/// <summary>
/// The way of a newcomer: import a model that somebody else wrote, serve it, index; and a server that dies meanwhile.
/// </summary>
public sealed class OnlinePathTests : IDisposable
{
    private const int Documents = 4_000;

    private readonly string _directory = Directory.CreateTempSubdirectory("kale-online-").FullName;

    private string Data => Path.Combine(_directory, "data");

    [Fact]
    public async Task Import_OfASentenceTransformersDirectory_IsServedAndSearched()
    {
        (await Kale.RunAsync("import", WriteModel(), "--name", "mine", "--data", Data)).Succeeded();
        var corpus = Path.Combine(_directory, "corpus");
        SuiteFixture.WriteCorpus(corpus);

        using var suite = await (await RunningSuite.StartAsync(Data, "--encoder", "mine")).ReadyAsync();
        (await suite.RunAsync("index", corpus, "-c", "docs")).Succeeded();

        var hits = (await suite.RunAsync("search", SuiteFixture.Text(3), "-c", "docs", "--json"))
            .Succeeded().Json.GetProperty("hits");
        Assert.Equal("d3", hits[0].GetProperty("documentId").GetString());
    }

    [Fact]
    public async Task Index_WhoseServerDies_GoesOnWhenItIsBack()
    {
        TinyEncoder.Publish(Path.Combine(Data, "bundles"), "default", seed: 1);
        var corpus = Path.Combine(_directory, "many.jsonl");
        File.WriteAllLines(
            corpus,
            Enumerable.Range(0, Documents).Select(i => $$"""{"_id": "d{{i}}", "text": "{{SuiteFixture.Text(i)}}"}"""));
        var url = $"http://127.0.0.1:{LoopbackPort.Choose()}";
        using var first = await (await RunningSuite.StartAtAsync(url, Data)).ReadyAsync();
        using var index = Process.Start(Kale.Command("index", corpus, "-c", "docs", "--server", url))!;
        Assert.Contains(
            $"of {Documents} documents", await index.StandardError.ReadLineAsync(), StringComparison.Ordinal);

        first.Kill();
        using var second = await RunningSuite.StartAtAsync(url, Data);

        Assert.Contains("Connection lost", await index.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await index.WaitForExitAsync();
        Assert.Equal(0, index.ExitCode);
        Assert.Contains(
            $"{Documents} unchanged",
            (await second.RunAsync("index", corpus, "-c", "docs")).Succeeded().Text,
            StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // A bundle without what only bundles have is a directory as sentence-transformers writes it.
    private string WriteModel()
    {
        var bundle = TinyEncoder.Publish(Path.Combine(_directory, "elsewhere"), "tiny", seed: 1);
        foreach (var own in new[] { "kale.json", "probes.json" }) { File.Delete(Path.Combine(bundle.Directory, own)); }
        return bundle.Directory;
    }
}
