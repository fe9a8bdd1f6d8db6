using Kale.Corpora.Documents;

namespace Kale.Corpora.Tests.Documents;

public sealed class JsonLinesCorpusTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Read_BeirDirectory_GivesIdTitleTextAndMetadata()
    {
        _scratch.Write("corpus.jsonl", """{"_id": "1", "title": "T", "text": "body", "metadata": {"year": 2020}}""");
        Assert.Equal(("1", "T", "body", """{"year":2020}"""), Single(_scratch.Path));
    }

    [Theory]
    [InlineData("corpus.jsonl.gz")]
    [InlineData("corpus.jsonl.zst")]
    public void Read_CompressedBeirDirectory_IsReadAsWhatWasCompressed(string name)
    {
        const string Line = """{"_id": "1", "text": "body"}""";
        _scratch.Write(name, name.EndsWith("gz", StringComparison.Ordinal) ? Scratch.Gzip(Line) : Scratch.Zstd(Line));
        Assert.Equal(("1", "", "body", null), Single(_scratch.Path));
    }

    [Fact]
    public void Read_LooseJsonLines_TakesOtherFieldsAsPayload()
    {
        var path = _scratch.Write("a.jsonl", """{"id": 7, "content": "body", "lang": "de", "tags": ["a"]}""" + "\n\n");
        Assert.Equal(("7", "", "body", """{"lang":"de","tags":["a"]}"""), Single(path));
    }

    [Theory]
    [InlineData("""{"metadata": "{\"a\": 1}"}""", """{"metadata":"{\u0022a\u0022: 1}"}""")]
    [InlineData("""{"metadata": ["a"], "payload": {"b": 1}}""", """{"metadata":["a"],"b":1}""")]
    [InlineData("""{"lang": "de", "metadata": {"lang": "de"}}""", """{"lang":"de"}""")]
    [InlineData("""{"metadata": null}""", null)]
    [InlineData("""{"id": "other", "content": "more"}""", """{"id":"other","content":"more"}""")]
    [InlineData("""{"a.b": {"c": [1, {"d": null}]}}""", """{"a.b":{"c":[1,{"d":null}]}}""")]
    public void Read_FieldsOfUnexpectedTypes_AreKeptWhole(string more, string? payload)
    {
        var path = _scratch.Write("a.jsonl", $$"""{"_id": "1", "text": "x", {{more[1..]}}""");
        Assert.Equal(("1", "", "x", payload), Single(path));
    }

    [Theory]
    [InlineData("""{"_id": "1"}""", "no 'text'")]
    [InlineData("""{"text": "x"}""", "no '_id' or 'id'")]
    [InlineData("""{"_id": "", "text": "x"}""", "id is empty")]
    [InlineData("""{"_id": " ", "text": "x"}""", "id is empty")]
    [InlineData("[1]", "JSON object")]
    [InlineData("""{"_id": "1", """, "not JSON")]
    [InlineData("""{"_id": "1", "text": null}""", "no 'text'")]
    [InlineData("""{"_id": null, "text": "x"}""", "no '_id' or 'id'")]
    [InlineData("""{"_id": "1", "text": ["x", "y"]}""", "'text' must be a text, not a list")]
    [InlineData("""{"_id": "1", "text": {"x": 1}}""", "'text' must be a text, not an object")]
    [InlineData("""{"_id": "1", "title": true, "text": "x"}""", "'title' must be a text, not true")]
    [InlineData("""{"_id": ["1"], "text": "x"}""", "'_id' must be a text, not a list")]
    [InlineData("""{"_id": "1", "text": "x", "text": "y"}""", "not JSON")]
    [InlineData("""{"_id": "1", "text": "x", "metadata": {"a": 1, "a": 2}}""", "not JSON")]
    [InlineData("""{"_id": "1", "text": "x", "lang": "de", "metadata": {"lang": "en"}}""", "'lang' has one value")]
    [InlineData("""{"_id": "1", "text": "x", "payload": {"a": 1}, "metadata": {"a": "1"}}""", "'a' has one value")]
    [InlineData("""{"_id": "1", "text": "\ud800"}""", "not a text of Unicode")]
    [InlineData("""{"_id": "1", "text": "x", "lang": "\ud800"}""", "not a text of Unicode")]
    [InlineData("""{"_id": "1", "text": "x", "\ud800": 1}""", "not a text of Unicode")]
    [InlineData("""{"_id": "1", "text": "x", "a": "\ud800", "metadata": {"a": "\ud801"}}""", "not a text of Unicode")]
    [InlineData("""{"_id": "1", "text": "x", "size": 1e999}""", "1e999")]
    [InlineData("""{"_id": "1", "text": "x", "metadata": {"n": 18446744073709551616}}""", "write it as a text")]
    public void Read_LineThatIsNoDocument_IsNamedAndTheOthersAreRead(string line, string expected)
    {
        var path = _scratch.Write(
            "bad.jsonl", $$"""{"_id": "0", "text": "good"}{{"\n"}}{{line}}{{"\n"}}{"_id": "2", "text": "good"}""");
        var entries = CorpusReading.All(path);
        Assert.Equal(["0", "2"], entries.Ids());
        var flaw = entries.Only(CorpusEntryKind.Flaw);
        Assert.Equal($"{path}:2", flaw.Place);
        Assert.Contains(expected, flaw.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LineThatIsNotUtf8_IsNamed()
    {
        var path = _scratch.Write(
            "latin1.jsonl",
            [.. "{\"_id\": \"0\", \"text\": \"gr\u00fcn\"}\r\n{\"_id\": \"1\", \"text\": \"gr"u8, 0xFC, .. "n\"}"u8]);
        var entries = CorpusReading.All(path);
        Assert.Equal("gr\u00fcn", entries[0].Document!.Text);
        Assert.Equal((CorpusEntryKind.Flaw, $"{path}:2"), (entries[1].Kind, entries[1].Place));
        Assert.Contains("UTF-8", entries[1].Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TwoDocumentsOfOneId_AreNamedWithBothLines()
    {
        var entries = CorpusReading.All(Duplicated());
        Assert.Equal(["a", "b"], entries.Ids());
        var flaw = entries.Only(CorpusEntryKind.Flaw);
        Assert.EndsWith(":3", flaw.Place, StringComparison.Ordinal);
        Assert.Contains("'a' is in line 1 already", flaw.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TwoDocumentsOfOneId_WhereTheLastWins_SaysWhichOneIsReplaced()
    {
        var path = Duplicated();
        var entries = CorpusReading.All(path, Duplicates.LastWins);
        Assert.Equal(["a", "b", "a"], entries.Ids());
        Assert.Equal([null, null, $"{path}:1"], entries.Select(entry => entry.Replaces));
    }

    [Fact]
    public void Documents_WithAFlaw_EndThere()
    {
        using var corpus = Corpus.Open(_scratch.Write("a.jsonl", "{\"_id\": \"0\", \"text\": \"x\"}\nnothing"));
        Assert.EndsWith(
            ":2", Assert.Throws<CorpusException>(() => corpus.Documents().Count()).Place, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NothingThere_SaysWhatIsExpected()
    {
        Assert.Contains(
            "no file or directory",
            Assert.Throws<CorpusException>(() => Corpus.Open(_scratch["nowhere"])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "corpus.jsonl",
            Assert.Throws<CorpusException>(() => Corpus.Open(_scratch.Path)).Message,
            StringComparison.Ordinal);
    }

    private string Duplicated() => _scratch.Write(
        "a.jsonl",
        """
        {"_id": "a", "text": "one"}
        {"_id": "b", "text": "two"}
        {"_id": "a", "text": "three"}
        """);

    private static (string, string, string, string?) Single(string path)
    {
        var document = Assert.Single(CorpusReading.All(path)).Document;
        Assert.NotNull(document);
        return (document.Id, document.Title, document.Text, document.Payload?.Json);
    }
}
