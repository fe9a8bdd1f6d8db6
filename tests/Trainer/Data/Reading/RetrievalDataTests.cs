using System.IO.Compression;
using Kale.Trainer.Data;
using Kale.Trainer.Tests.Support;
using Kale.Training;

namespace Kale.Trainer.Tests.Data.Reading;

public sealed class RetrievalDataTests
{
    [Fact]
    public void Read_OfABeirDirectory_GivesDocumentsAndTheSplitsQueries()
    {
        using var directory = new TemporaryDirectory();
        directory.WriteBeir();
        var data = RetrievalData.Read(directory.Source("beir"), "test");
        Assert.Equal((40, 10), (data.Documents.Count, data.Queries.Count));
        Assert.Equal($"{BeirDirectories.Text(500)} {BeirDirectories.Text(0)}", data.Contents[0]);
        Assert.Equal(1, data.Queries.Single(query => query.Id == "q12").Grades["d12"]);
    }

    [Theory]
    [InlineData("qrels/test.tsv", "q10\tnowhere\t1\n", "qrels/test.tsv:12: corpus.jsonl has no document 'nowhere'")]
    [InlineData("qrels/test.tsv", "nobody\td1\t1\n", "qrels/test.tsv:12: queries.jsonl has no query 'nobody'")]
    [InlineData("qrels/test.tsv", "q10\td10\t1\n",
        "qrels/test.tsv:12: 'd10' is judged for query 'q10' already, in line 2")]
    [InlineData("qrels/test.tsv", "q10\td11\tyes\n", "qrels/test.tsv:12: expected query, document and grade")]
    [InlineData("corpus.jsonl", "{\"_id\": \"d3\", \"text\": \"again\"}\n",
        "corpus.jsonl:41: the document 'd3' is in line 4 already")]
    [InlineData("queries.jsonl", "{\"_id\": \"q3\", \"text\": \"again\"}\n",
        "queries.jsonl:21: the query 'q3' is in line 4 already")]
    [InlineData("corpus.jsonl", "{\"_id\": \"d99\", \"text\": \"\\ud800\"}\n",
        "corpus.jsonl:41: the field 'text' is not a text of Unicode characters")]
    [InlineData("queries.jsonl", "{\"_id\": \"\\udfff\", \"text\": \"q\"}\n",
        "queries.jsonl:21: the field '_id' is not a text of Unicode characters")]
    [InlineData("corpus.jsonl", "{\"_id\": \"d99\", \"text\": [\"x\"]}\n",
        "corpus.jsonl:41: the field 'text' must be a text, not a list")]
    [InlineData("corpus.jsonl", "{\"_id\": \"d99\", \"text\": \"x\", \"n\": 1, \"metadata\": {\"n\": 2}}\n",
        "corpus.jsonl:41: the field 'n' has one value beside 'metadata' and another within")]
    [InlineData("corpus.jsonl", "{\"_id\": \"d99\", \"text\": \"x\", \"text\": \"y\"}\n", "corpus.jsonl:41: not JSON")]
    public void Read_WithALineThatCannotBe_NamesFileAndLine(string file, string line, string says)
    {
        using var directory = new TemporaryDirectory();
        directory.WriteBeir();
        File.AppendAllText(directory[$"beir/{file}"], line);
        Assert.Contains(
            $"root/beir/{says}",
            Sets.Malformed(() => RetrievalData.Read(directory.Source("beir"), "test")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("corpus.jsonl", "it holds no documents")]
    [InlineData("queries.jsonl", "it holds no queries")]
    [InlineData("qrels/test.tsv", "it holds no judgments")]
    public void Read_WithAnEmptyFile_NamesIt(string file, string says)
    {
        using var directory = new TemporaryDirectory();
        directory.WriteBeir();
        directory.Write($"beir/{file}", "");
        Assert.Equal(
            $"root/beir/{file}: {says}", Sets.Malformed(() => RetrievalData.Read(directory.Source("beir"), "test")));
    }

    [Fact]
    public void Read_AJudgedQueryWithoutAText_IsNamedByItsLine()
    {
        using var directory = new TemporaryDirectory();
        directory.WriteBeir();
        File.AppendAllText(directory["beir/queries.jsonl"], "{\"_id\": \"empty\", \"text\": \" \"}\n");
        RetrievalData.Read(directory.Source("beir"), "test");
        File.AppendAllText(directory["beir/qrels/test.tsv"], "empty\td1\t1\n");
        Assert.Contains(
            "root/beir/queries.jsonl:21: the query 'empty' is empty",
            Sets.Malformed(() => RetrievalData.Read(directory.Source("beir"), "test")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfACompressedDirectory_IsTheSame()
    {
        using var directory = new TemporaryDirectory();
        directory.WriteBeir();
        var plain = RetrievalData.Read(directory.Source("beir"), "test");
        foreach (var name in new[] { "corpus.jsonl", "queries.jsonl", "qrels/test.tsv" })
        {
            using (var gzip = new GZipStream(File.Create(directory[$"beir/{name}.gz"]), CompressionMode.Compress))
                gzip.Write(File.ReadAllBytes(directory[$"beir/{name}"]));
            File.Delete(directory[$"beir/{name}"]);
        }

        var packed = RetrievalData.Read(directory.Source("beir"), "test");
        Assert.Equal(plain.Contents, packed.Contents);
        Assert.Equal(plain.Queries.Select(query => query.Text), packed.Queries.Select(query => query.Text));
    }

    [Fact]
    public void Read_QueriesThatAreDocuments_AreCounted()
    {
        using var directory = new TemporaryDirectory();
        directory.WriteBeir();
        Assert.Equal(0, RetrievalData.Read(directory.Source("beir"), "test").IdenticalIds);
        File.AppendAllText(directory["beir/queries.jsonl"], "{\"_id\": \"d1\", \"text\": \"x\"}\n");
        File.AppendAllText(directory["beir/qrels/test.tsv"], "d1\td2\t1\n");
        Assert.Equal(1, RetrievalData.Read(directory.Source("beir"), "test").IdenticalIds);
    }

    [Fact]
    public void Read_OfASplitThatIsNot_SaysWhichFileIsMissing()
    {
        using var directory = new TemporaryDirectory();
        directory.WriteBeir();
        var error = Assert.Throws<TrainingException>(() =>
            RetrievalData.Read(directory.Source("beir", split: "dev"), "test"));
        Assert.Equal(TrainingError.DataNotFound, error.Code);
        Assert.Contains("root/beir/qrels/dev.tsv", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q1 Q0 d1 1 0.5\n", "expected 'query Q0 document rank score tag'")]
    [InlineData("q1 Q0 d1 1 high tag\n", "expected 'query Q0 document rank score tag'")]
    [InlineData("q1 Q0 d1 1 1 t\nq1 Q0 d1 2 0 t\n", ":2: 'd1' is ranked twice")]
    [InlineData("", "it ranks nothing")]
    public void ReadRun_ThatIsNone_SaysWhere(string content, string says)
    {
        using var directory = new TemporaryDirectory();
        var file = new DataFile("root/a.run", directory.Write("a.run", content));
        Assert.Contains(says, Sets.Malformed(() => TrecFiles.ReadRun(file, "a")), StringComparison.Ordinal);
    }
}
