using Kale.Cli.Indexing;
using Kale.Cli.Tests.Support;
using Kale.Corpora.Documents;
using Spectre.Console;

namespace Kale.Cli.Tests.Indexing;

public sealed class IndexSourceTests : IDisposable
{
    private const string Good = """{"_id": "1", "text": "x"}""";
    private readonly Scratch _scratch = new();
    private readonly Transcript _told = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Check_AWrongLine_IsToldBeforeAnythingIsSent()
    {
        using var corpus = Corpus.Open(_scratch.Write("a.jsonl", $"{Good}\nnothing\n{Good}\n"));
        var error = Assert.Throws<CliException>(() => Source(corpus).Check());
        Assert.Contains("a.jsonl:2: not JSON", error.Message, StringComparison.Ordinal);
        Assert.Contains("a.jsonl:3: the document '1' is in line 1 already", error.Message, StringComparison.Ordinal);
        Assert.Contains("--skip-invalid", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_SkippingWhatIsInvalid_AreTheOthersAndItIsToldOnce()
    {
        using var corpus = Corpus.Open(_scratch.Write("a.jsonl", $"{Good}\nnothing\n"));
        var source = Source(corpus, skipInvalid: true);
        source.Check();
        Assert.Equal(1, source.Expected);
        Assert.Equal(["1"], Ids(source));
        Assert.Equal((1, 1), (source.Tally.Documents, source.Tally.Flawed));
        Assert.Single(_told.ToString().Split('\n'), line => line.Contains("a.jsonl:2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Documents_OfNothing_AreAnErrorBeforeAnythingIsSentOrAfterThePipe()
    {
        using var corpus = Corpus.Open(_scratch.Write("a.jsonl", "\n"));
        var error = Assert.Throws<CliException>(() => Source(corpus).Check());
        Assert.Contains("holds no document", error.Message, StringComparison.Ordinal);

        var pipe = SpecialFiles.MakePipe(_scratch["pipe"]);
        var writing = Task.Run(() => File.WriteAllText(pipe, ""));
        using var piped = Corpus.Open(pipe);
        var source = Source(piped);
        source.Check();
        Assert.Throws<CliException>(() => source.Documents().Count());
        await writing;
    }

    [Fact]
    public void Documents_WithAPrefix_CarryItInTheirIds()
    {
        _scratch.Write("notes/a.md", "x");
        using var corpus = Corpus.Open(_scratch["notes"]);
        var source = Source(corpus, prefix: "notes/");
        Assert.Equal(["notes/a.md"], Ids(source));
        Assert.True(source.Ids.Contains("notes/a.md"));
    }

    [Theory]
    [InlineData("{\"_id\": \"2\", \"text\": \"x\"}\n")]
    [InlineData("")]
    public void Documents_OfAFileThatChangedMeanwhile_EndInAnError(string added)
    {
        var path = _scratch.Write("a.jsonl", $"{Good}\n");
        using var corpus = Corpus.Open(path);
        var source = Source(corpus);
        source.Check();
        File.AppendAllText(path, added);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        var error = Assert.Throws<CliException>(() => source.Documents().Count());
        Assert.Contains("changed while it was read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_OfAFolderThatChangedMeanwhile_AreThoseThatAreThere()
    {
        _scratch.Write("notes/a.md", "x");
        _scratch.Write("notes/b.md", "x");
        using var corpus = Corpus.Open(_scratch["notes"]);
        var source = Source(corpus);
        source.Check();
        File.Delete(_scratch["notes/a.md"]);
        _scratch.Write("notes/c.md", "x");
        Assert.Equal(["b.md", "c.md"], Ids(source));
        Assert.Contains("a.md: the file is gone", _told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_WithExactNumbers_CarryTheirPayloadAsJson()
    {
        using var corpus = Corpus.Open(_scratch.Write(
            "a.jsonl",
            """
            {"_id": "1", "text": "x", "n": 9007199254740993}
            {"_id": "2", "text": "x", "n": 5}
            """));
        var messages = Messages(Source(corpus)).ToList();
        Assert.Equal("""{"n":9007199254740993}""", messages[0].PayloadJson);
        Assert.Null(messages[0].Payload);
        Assert.Equal(5, messages[1].Payload.Fields["n"].NumberValue);
        Assert.Equal("", messages[1].PayloadJson);
    }

    private static IEnumerable<string> Ids(IndexSource source) => Messages(source).Select(message => message.Id);

    private static IEnumerable<V1.Document> Messages(IndexSource source) =>
        source.Documents().OfType<SourceDocument>().Select(document => document.Message);

    private IndexSource Source(Corpus corpus, string prefix = "", bool skipInvalid = false) => new(
        corpus,
        new SourceOptions(prefix, skipInvalid),
        new SourceRemarks(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_told) })));
}
