using Kale.Cli.Corpora;

namespace Kale.Cli.Tests.Corpora;

public sealed class CorpusReaderTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-corpus-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Read_BeirDirectory_GivesIdTitleTextAndMetadata()
    {
        Write("corpus.jsonl", """{"_id": "1", "title": "T", "text": "body", "metadata": {"year": 2020}}""");
        var document = Assert.Single(CorpusReader.Read(_directory));
        Assert.Equal(("1", "T", "body"), (document.Id, document.Title, document.Text));
        Assert.Equal(2020, document.Payload!.Fields["year"].NumberValue);
    }

    [Fact]
    public void Read_LooseJsonLines_TakesOtherFieldsAsPayload()
    {
        var path = Write("notes.jsonl", """{"id": 7, "content": "body", "lang": "de", "tags": ["a", "b"]}""" + "\n\n");
        var document = Assert.Single(CorpusReader.Read(path));
        Assert.Equal(("7", "", "body"), (document.Id, document.Title, document.Text));
        Assert.Equal(["lang", "tags"], document.Payload!.Fields.Keys.Order());
    }

    [Fact]
    public void Read_Folder_TakesTextFilesByPathAndMarkdownTitles()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "sub"));
        Write("sub/guide.md", "intro\n# A guide\nbody");
        Write("plain.txt", "text");
        Write("image.png", "not text");
        Write("empty.txt", "  ");
        var documents = CorpusReader.Read(_directory).ToList();
        Assert.Equal(
            [("plain.txt", ""), ("sub/guide.md", "A guide")],
            documents.Select(document => (document.Id, document.Title)));
    }

    [Theory]
    [InlineData("{\"_id\": \"1\"}", "no 'text'")]
    [InlineData("{\"text\": \"x\"}", "no '_id' or 'id'")]
    [InlineData("[1]", "JSON object")]
    [InlineData("{\"_id\": \"1\", ", "not JSON")]
    [InlineData("{\"_id\": \"1\", \"text\": null}", "no 'text'")]
    [InlineData("{\"_id\": null, \"text\": \"x\"}", "no '_id' or 'id'")]
    [InlineData("{\"_id\": \"1\", \"text\": \"x\", \"text\": \"y\"}", "not JSON")]
    [InlineData("{\"_id\": \"1\", \"text\": \"x\", \"metadata\": {\"a\": 1, \"a\": 2}}", "not JSON")]
    [InlineData("{\"_id\": \"1\", \"text\": \"\\ud800\"}", "cannot be read")]
    [InlineData("{\"_id\": \"1\", \"text\": \"x\", \"lang\": \"\\ud800\"}", "cannot be read")]
    [InlineData("{\"_id\": \"1\", \"text\": \"x\", \"size\": 1e999}", "cannot be read")]
    public void Read_MalformedLine_NamesFileAndLine(string line, string expected)
    {
        var path = Write("bad.jsonl", "{\"_id\": \"0\", \"text\": \"good\"}\n" + line);
        var error = Assert.Throws<CliException>(() => CorpusReader.Read(path).ToList());
        Assert.Contains($"{path}:2", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LineThatIsNotUtf8_NamesFileAndLine()
    {
        var path = Write("latin1.jsonl", "");
        File.WriteAllBytes(
            path,
            [.. "{\"_id\": \"0\", \"text\": \"gr\u00fcn\"}\r\n{\"_id\": \"1\", \"text\": \"gr"u8, 0xFC, .. "n\"}"u8]);
        Assert.Equal("gr\u00fcn", CorpusReader.Read(path).First().Text);
        var error = Assert.Throws<CliException>(() => CorpusReader.Read(path).ToList());
        Assert.Contains($"{path}:2", error.Message, StringComparison.Ordinal);
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileWithAByteOrderMark_ReadsOverIt()
    {
        var path = Write("marked.jsonl", "\uFEFF{\"_id\": \"0\", \"text\": \"x\"}");
        Assert.Equal("0", Assert.Single(CorpusReader.Read(path)).Id);
    }

    [Fact]
    public void Read_FolderWithAFileThatIsNotUtf8_NamesIt()
    {
        File.WriteAllBytes(Path.Combine(_directory, "latin1.txt"), [(byte)'a', 0xFC]);
        var error = Assert.Throws<CliException>(() => CorpusReader.Read(_directory).ToList());
        Assert.Contains("latin1.txt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NothingThere_SaysWhatIsExpected()
    {
        Assert.Contains(
            "no file or directory",
            Assert.Throws<CliException>(() => CorpusReader.Read("/nowhere/at/all")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "corpus.jsonl",
            Assert.Throws<CliException>(() => CorpusReader.Read(_directory)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Queries_WithoutText_AreNamed()
    {
        Write("queries.jsonl", """{"_id": "q1", "text": "one"}""");
        Directory.CreateDirectory(Path.Combine(_directory, "qrels"));
        Write("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td1\t1\n");
        Assert.Contains(
            "'q2'",
            Assert.Throws<CliException>(() => BeirQueries.Read(_directory, "test")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"_id\": \"q2\", \"text\": null}")]
    [InlineData("{\"_id\": \"q2\", \"text\": \"a\", \"text\": \"b\"}")]
    [InlineData("{\"_id\": \"q2\", \"text\": \"\\udc00\"}")]
    [InlineData("{\"_id\": \"q2\"}")]
    [InlineData("[]")]
    public void Queries_MalformedLine_NamesFileAndLine(string line)
    {
        Write("queries.jsonl", "{\"_id\": \"q1\", \"text\": \"one\"}\n" + line);
        Directory.CreateDirectory(Path.Combine(_directory, "qrels"));
        Write("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1\n");
        var error = Assert.Throws<CliException>(() => BeirQueries.Read(_directory, "test"));
        Assert.Contains("queries.jsonl:2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Queries_Judged_KeepOnlyTheJudgedOnes()
    {
        Write("queries.jsonl", "{\"_id\": \"q1\", \"text\": \"one\"}\n{\"_id\": \"q2\", \"text\": \"two\"}\n");
        Directory.CreateDirectory(Path.Combine(_directory, "qrels"));
        Write("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq2\td1\t2\n");
        var judged = BeirQueries.Read(_directory, "test");
        Assert.Equal("two", Assert.Single(judged.Queries).Value);
        Assert.Equal(2, judged.Judgments["q2"]["d1"]);
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, content);
        return path;
    }
}
