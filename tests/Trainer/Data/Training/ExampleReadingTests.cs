using Kale.Trainer.Data;
using Kale.Trainer.Tests.Support;

namespace Kale.Trainer.Tests.Data.Training;

public sealed class ExampleReadingTests
{
    [Fact]
    public void Read_OfFlagEmbedding_GivesTextsAndScores()
    {
        using var directory = new TemporaryDirectory();
        var example = Assert.Single(ExampleReading.Read(directory.File(
            """{"query": "q", "pos": ["a"], "neg": ["b", "c"], "pos_scores": [0.9], "neg_scores": [0.2, 0.1]}""",
            "flag-embedding")));
        Assert.Equal(("q", "a", "b,c"), (example.Query, example.Positives[0], string.Join(',', example.Negatives)));
        Assert.Equal([0.2, 0.1], example.NegativeScores);
    }

    [Fact]
    public void Read_OfTevatron_GivesPassagesOrDocumentsOfTheCorpus()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("set/corpus.jsonl", """{"docid": "d1", "title": "T", "document_text": "one"}""");
        directory.Write("set/train.jsonl", """
            {"query_text": "q", "positive_document_ids": ["d1"]}
            {"query": "r", "positive_passages": [{"docid": "x", "title": "U", "text": "two"}], "negative_passages": [{"text": "three"}]}
            """);
        var examples = ExampleReading.Read(directory.Source("set", "tevatron"));
        Assert.Equal(["T one", "U two"], examples.Select(example => example.Positives[0]));
        Assert.Equal("three", examples[1].Negatives[0]);
    }

    [Fact]
    public void Read_OfABeirSplit_TakesGradesAboveZeroAsPositives()
    {
        using var directory = new TemporaryDirectory();
        directory.WriteBeir();
        File.AppendAllText(directory["beir/qrels/train.tsv"], "q0\td1\t0\n");
        var example = ExampleReading.Read(directory.Source("beir"))
            .Single(example => example.Query == BeirDirectories.Text(0));
        Assert.Equal((1, 1), (example.Positives.Count, example.Negatives.Count));
    }

    [Theory]
    [InlineData("""{"query": "q", "neg": ["b"]}""", "'pos' is missing or empty")]
    [InlineData("""{"query": "q", "pos": ["a"], "pos_scores": [1, 2]}""",
        "'pos' has 1 texts and 'pos_scores' 2 scores")]
    [InlineData("""{"query": "q", "pos": "a"}""", "the field 'pos' must be a list")]
    [InlineData("""{"pos": ["a"]}""", "the field 'query' is missing")]
    [InlineData("""{"query": "q", "pos": ["\ud800"]}""", "the field 'pos' is not a text of Unicode characters")]
    public void Read_OfAMalformedLine_SaysWhatIsWrong(string line, string says)
    {
        using var directory = new TemporaryDirectory();
        var source = directory.File(line, "flag-embedding");
        Assert.Contains(
            $"root/file:1: {says}",
            Sets.Malformed(() => ExampleReading.Read(source)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["\ud800"]""", "it is")]
    [InlineData("""[{"text": "\ud800"}]""", "the field 'text' is")]
    public void Read_OfAPassageThatIsNoText_NamesTheLine(string passages, string what)
    {
        using var directory = new TemporaryDirectory();
        var source = directory.File($$"""{"query": "q", "positive_passages": {{passages}}}""", "tevatron");
        Assert.Contains(
            $"root/file:1: {what} not a text of Unicode characters",
            Sets.Malformed(() => ExampleReading.Read(source)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfIdsThatTheCorpusLacks_NamesTheLine()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("set/corpus.jsonl", """{"docid": "d1", "text": "one"}""");
        directory.Write("set/train.jsonl", """{"query": "q", "positive_document_ids": ["d2"]}""");
        Assert.Contains(
            "train.jsonl:1: corpus.jsonl has no document 'd2'",
            Sets.Malformed(() => ExampleReading.Read(directory.Source("set", "tevatron"))), StringComparison.Ordinal);
    }
}
