using Kale.Trainer.Data;
using Kale.Trainer.Tests.Support;

namespace Kale.Trainer.Tests.Data.Reading;

public sealed class TextReadingTests
{
    [Theory]
    [InlineData("text", "one\ntwo\n")]
    [InlineData("text", "\uFEFFone\r\n\r\n  two  ")]
    [InlineData("jsonl", "\"one\"\n\"two\"")]
    [InlineData("jsonl", "{\"text\": \"one\"}\n{\"query\": \"two\", \"_id\": 3}\n")]
    public void Read_OfEachForm_GivesTheTexts(string format, string content)
    {
        using var directory = new TemporaryDirectory();
        Assert.Equal(["one", "two"], TextReading.Read(directory.File(content, format), atLeast: 2));
    }

    [Fact]
    public void Read_OfABeirSplit_GivesItsQueriesOnly()
    {
        using var directory = new TemporaryDirectory();
        directory.WriteBeir();
        Assert.Equal(
            Enumerable.Range(0, 10).Select(BeirDirectories.Text),
            TextReading.Read(directory.Source("beir"), atLeast: 1));
        Assert.Equal(
            Enumerable.Range(10, 10).Select(BeirDirectories.Text),
            TextReading.Read(directory.Source("beir", split: "test"), atLeast: 1));
    }

    [Theory]
    [InlineData("text", "", "holds 0 texts; at least 2 are needed")]
    [InlineData("text", "\n \n\t\n", "holds 0 texts")]
    [InlineData("text", "one\n", "holds 1 texts")]
    [InlineData("jsonl", "{\"text\": \"one\"}\n{\"text\": \"two\"", "root/file:2: not JSON")]
    [InlineData("jsonl", "{\"id\": 1}\n", "root/file:1: the field 'text' is missing")]
    [InlineData("jsonl", "{\"text\": [1]}\n", "root/file:1: the field 'text' must be a text")]
    [InlineData("jsonl", "[1]\n", "root/file:1: a JSON object is expected")]
    [InlineData("jsonl", "\"one\"\n\"\\ud800\"\n", "root/file:2: it is not a text of Unicode characters")]
    [InlineData("jsonl", "{\"text\": \"one\"}\n{\"text\": \"a \\udc00 b\"}\n",
        "root/file:2: the field 'text' is not a text of Unicode characters")]
    [InlineData("jsonl", "{\"text\": \"one\", \"\\ud800\": 1}\n",
        "root/file:1: the name of a field is not a text of Unicode characters")]
    public void Read_OfTooFewOrBrokenLines_SaysWhere(string format, string content, string says)
    {
        using var directory = new TemporaryDirectory();
        var source = directory.File(content, format);
        Assert.Contains(says, Sets.Malformed(() => TextReading.Read(source, atLeast: 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfBytesThatAreNoText_SaysWhere()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory["file"], [.. "one\n"u8, 0xFF, 0xFE, (byte)'\n']);
        Assert.Contains(
            "root/file:2: the line is not UTF-8",
            Sets.Malformed(() => TextReading.Read(directory.Source("file", "text"), 1)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfALineLongerThanTheBuffer_GivesItWhole()
    {
        using var directory = new TemporaryDirectory();
        var line = new string('x', 300_000);
        Assert.Equal([line, "end"], TextReading.Read(directory.File($"{line}\nend", "text"), atLeast: 1));
    }
}
