using System.IO.Compression;

namespace Kale.EndToEnd.Tests;

/// <summary>Sources that are not what they seem: each document is indexed as it is, or told.</summary>
public sealed class SourceTests(SuiteFixture fixture) : IClassFixture<SuiteFixture>, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-sources-").FullName;
    private readonly string _collection = $"c{Guid.NewGuid():N}";

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Index_StandardInput_IsReadOnce()
    {
        var output = await Kale.PipeAsync(
            Lines(30), "index", "-", "-c", _collection, "--server", fixture.Suite.Address);
        Assert.StartsWith("30 documents indexed", output.Succeeded().Text, StringComparison.Ordinal);

        output = await Kale.PipeAsync(
            Lines(5) + "{\n" + Lines(7), "index", "-", "-c", _collection, "--server", fixture.Suite.Address);
        output.Failed(1, "standard input:6: not JSON");
        Assert.Contains("What came before it is indexed", output.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_CompressedCorpus_IsReadAsWhatWasCompressed()
    {
        var path = Path.Combine(_directory, "corpus.jsonl.gz");
        await using (var gzip = new StreamWriter(new GZipStream(File.Create(path), CompressionMode.Compress)))
        {
            await gzip.WriteAsync(Lines(20));
        }
        Assert.StartsWith(
            "20 documents indexed", (await IndexAsync(_directory)).Succeeded().Text, StringComparison.Ordinal);

        var whole = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, whole[..(whole.Length / 2)]);
        (await IndexAsync(_directory)).Failed(1, "cut short");
    }

    [Fact]
    public async Task Index_TwoDocumentsOfOneId_AreToldOrTheLastWins()
    {
        var path = Write("a.jsonl", Lines(3) + """{"_id": "d1", "text": "another"}""");
        (await IndexAsync(path)).Failed(1, "a.jsonl:4: the document 'd1' is in line 2 already");
        var output = (await IndexAsync(path, "--last-wins")).Succeeded();
        Assert.Contains("1 replaced by a later one of the same id", output.Text, StringComparison.Ordinal);
        Assert.Equal("another", (await SearchAsync("another")).First(hit => hit.Id == "d1").Passage);
    }

    [Fact]
    public async Task Index_DocumentsOfAnotherSource_AreCountedApart()
    {
        (await IndexAsync(Write("a.jsonl", Lines(3)))).Succeeded();
        var path = Write("b.jsonl", """{"_id": "d1", "text": "another"}""");
        Assert.Contains(
            "1 in the place of another source's", (await IndexAsync(path)).Succeeded().Text, StringComparison.Ordinal);
        Assert.DoesNotContain("another source", (await IndexAsync(path)).Succeeded().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_WholeNumbersOf64Bits_AreFoundByWhatTheFileSays()
    {
        var path = Write(
            "posts.jsonl",
            """
            {"_id": "a", "text": "x", "post_id": 9007199254740992, "doi": "11472636", "open": "True", "rating": 4.5}
            {"_id": "b", "text": "x", "post_id": 9007199254740993, "doi": 11472637, "open": true, "day": "2024-05-01"}
            """);
        (await IndexAsync(path)).Succeeded();
        (string Where, string Expected)[] filters =
        [
            ("post_id=9007199254740993", "b"), ("post_id=9007199254740992", "a"), ("post_id!=9007199254740992", "b"),
            ("doi=11472636", "a"), ("doi=11472637", "b"), ("doi=\"11472637\"", ""), ("open=True", "ab"),
            ("rating=4.5", "a"), ("rating>4", "a"), ("day>=2024-05", "b"), ("day=2024-05-01", "b"), ("day<2024", ""),
        ];
        foreach (var (where, expected) in filters)
        {
            var found = (await SearchAsync("x", "--where", where)).Select(hit => hit.Id).Order();
            Assert.Equal((where, expected), (where, string.Concat(found)));
        }
        Assert.Contains(
            "\"post_id\":9007199254740993",
            (await fixture.Suite.RunAsync("search", "x", "-c", _collection, "--json")).Text,
            StringComparison.Ordinal);
        (await fixture.Suite.RunAsync("search", "x", "-c", _collection, "--where", "doi<\"a\""))
            .Failed(2, "expected a number or a date");
    }

    [Fact]
    public async Task Index_AFolderThatLosesAFile_TellsAndMirrors()
    {
        Write("notes/a.md", "how to bake bread");
        Write("notes/sub/b.md", "the salaries of this year");
        var notes = Path.Combine(_directory, "notes");
        (await IndexAsync(notes)).Succeeded();
        File.Delete(Path.Combine(notes, "sub", "b.md"));

        var told = (await IndexAsync(notes)).Succeeded();
        Assert.Contains(
            "1 documents of earlier runs are no longer in the source", told.Error, StringComparison.Ordinal);
        Assert.Equal(["a.md", "sub/b.md"], (await SearchAsync("x")).Select(hit => hit.Id).Order());

        var mirrored = (await IndexAsync(notes, "--mirror")).Succeeded();
        Assert.Contains("1 documents removed", mirrored.Text, StringComparison.Ordinal);
        Assert.Equal(["a.md"], (await SearchAsync("x")).Select(hit => hit.Id));
        (await IndexAsync("-", "--mirror")).Failed(2, "--session");
    }

    [Fact]
    public async Task Index_OneDocumentTooLargeForAMessage_IsNamedAndTheOthersIndexed()
    {
        var large = string.Join(' ', Enumerable.Repeat("a sentence of words.", 250_000));
        var path = Write("a.jsonl", Lines(2) + $$"""{"_id": "book", "text": "{{large}}"}{{"\n"}}""" + Lines(1, from: 2));
        var output = await IndexAsync(path);
        output.Failed(1, "The document is too large");
        Assert.Contains("book (", output.Error, StringComparison.Ordinal);
        Assert.Contains(":3)", output.Error, StringComparison.Ordinal);
        Assert.StartsWith("3 documents indexed", output.Text, StringComparison.Ordinal);
        Assert.Contains(
            "1 failed", (await IndexAsync(path, "--skip-invalid")).Succeeded().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_AVeryLongPath_Works()
    {
        var names = Enumerable.Repeat(string.Concat(Enumerable.Repeat("ü", 100)), 6);
        Write(Path.Combine([.. names, "note.md"]), "x");
        (await IndexAsync(_directory, "--prefix", "all/")).Succeeded();
        Assert.Equal([$"all/{string.Join('/', names)}/note.md"], (await SearchAsync("x")).Select(hit => hit.Id));
    }

    [Fact]
    public async Task Search_TextsWithControlCharacters_SendsNoneToTheTerminal()
    {
        var path = Write(
            "a.jsonl", """{"_id": "a\u001b[2J", "title": "t\u0007\n  2. fake", "text": "x\u001b]0;owned\u0007 y"}""");
        (await IndexAsync(path)).Succeeded();
        var output = (await fixture.Suite.RunAsync("search", "x", "-c", _collection)).Succeeded();
        Assert.DoesNotContain('\u001b', output.Text);
        Assert.DoesNotContain('\u0007', output.Text);
        Assert.DoesNotContain("\n  2.", output.Text, StringComparison.Ordinal);
        var json = (await fixture.Suite.RunAsync("search", "x", "-c", _collection, "--json")).Succeeded();
        Assert.DoesNotContain('\u001b', json.Text);
    }

    private static string Lines(int count, int from = 0) => string.Concat(Enumerable.Range(from, count).Select(
        i => $$"""{"_id": "d{{i}}", "text": "{{SuiteFixture.Text(i)}}"}{{"\n"}}"""));

    private Task<Output> IndexAsync(string path, params string[] options) =>
        fixture.Suite.RunAsync(["index", path, "-c", _collection, .. options]);

    private async Task<List<(string Id, string Passage)>> SearchAsync(string query, params string[] options)
    {
        var output = await fixture.Suite.RunAsync(
            ["search", query, "-c", _collection, "-k", "100", "--json", .. options]);
        return
        [
            .. (output.Succeeded().Json.TryGetProperty("hits", out var hits) ? hits.EnumerateArray() : default)
                .Select(hit => (hit.GetProperty("documentId").GetString()!, hit.GetProperty("passage").GetString()!)),
        ];
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }
}
