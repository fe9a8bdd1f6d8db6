using System.Diagnostics;
using System.Text;
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
    public async Task Index_WhoseServerDies_GoesOnWhenItIsBackAndHasItsEncoder()
    {
        var bundle = TinyEncoder.Publish(Path.Combine(Data, "bundles"), "default", seed: 1).Directory;
        var away = Path.Combine(_directory, "away");
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
        Directory.Move(bundle, away);
        using var second = await RunningSuite.StartAtAsync(url, Data);

        var said = new StringBuilder();
        while (await index.StandardError.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            if (line.Contains("Not ready yet", StringComparison.Ordinal) && Directory.Exists(away))
            {
                Directory.Move(away, bundle);
            }
        }
        string[] wanted = ["Connection lost", "Not ready yet"];
        Assert.True(Array.TrueForAll(wanted, said.ToString().Contains), said.ToString());
        await index.WaitForExitAsync();
        Assert.True(index.ExitCode == 0, said.ToString());
        Assert.Contains(
            $"{Documents} unchanged",
            (await second.RunAsync("index", corpus, "-c", "docs")).Succeeded().Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_AFolderThatLosesItsFirstFileWhileTheServerRestarts_SkipsNoOther()
    {
        TinyEncoder.Publish(Path.Combine(Data, "bundles"), "default", seed: 1);
        var notes = Directory.CreateDirectory(Path.Combine(_directory, "notes")).FullName;
        var names = Enumerable.Range(0, Documents).Select(i => $"n{i:00000}.md").ToList();
        foreach (var (i, name) in names.Index()) { File.WriteAllText(Path.Combine(notes, name), SuiteFixture.Text(i)); }
        var url = $"http://127.0.0.1:{LoopbackPort.Choose()}";
        using var first = await (await RunningSuite.StartAtAsync(url, Data)).ReadyAsync();
        using var index = new LiveCommand("index", notes, "-c", "notes", "--server", url);
        await index.SaysAsync($"of {Documents} documents");

        first.Kill();
        File.Delete(Path.Combine(notes, names[0]));
        File.WriteAllText(Path.Combine(notes, "a new one.md"), "new");
        using var second = await RunningSuite.StartAtAsync(url, Data);

        (await index.EndAsync()).Succeeded();
        var again = (await second.RunAsync("index", notes, "-c", "notes", "--mirror")).Succeeded();
        Assert.StartsWith("0 documents indexed", again.Text, StringComparison.Ordinal);
        Assert.Contains($"{Documents} unchanged", again.Text, StringComparison.Ordinal);
        Assert.Contains("1 documents removed", again.Text, StringComparison.Ordinal);
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
