using Kale.V1;

namespace Kale.Trainer.Tests.Support;

/// <summary>Small labelled sets below a test's directory, which is the data root "root".</summary>
internal static class BeirDirectories
{
    /// <summary>
    /// So many documents; queries q0 to q9 for training and q10 to q19 for the test, each with the document of the same
    /// number as its answer, in nearly the same words.
    /// </summary>
    public static DataSet WriteBeir(this TemporaryDirectory directory, string name = "beir", int documents = 40)
    {
        var numbers = Enumerable.Range(0, documents).ToList();
        directory.WriteLines(
            $"{name}/corpus.jsonl",
            numbers.Select(i => $$"""{"_id": "d{{i}}", "title": "{{Text(i + 500)}}", "text": "{{Text(i)}}"}"""));
        directory.WriteLines(
            $"{name}/queries.jsonl",
            numbers.Take(20).Select(i => $$"""{"_id": "q{{i}}", "text": "{{Text(i)}}"}"""));
        directory.WriteLines($"{name}/qrels/train.tsv", [Head, .. numbers.Take(10).Select(i => $"q{i}\td{i}\t1")]);
        directory.WriteLines(
            $"{name}/qrels/test.tsv",
            [Head, .. numbers.Take(20).Skip(10).Select(i => $"q{i}\td{i}\t1")]);
        return new DataSet { Root = "root", Path = name };
    }

    public static void WriteLines(this TemporaryDirectory directory, string name, IEnumerable<string> lines) =>
        directory.Write(name, string.Concat(lines.Select(line => line + "\n")));

    /// <summary>A text of its own for every number.</summary>
    public static string Text(int i) =>
        $"{(char)('a' + (i % 26))}{i * 7919 % 1000} {(char)('z' - (i % 26))}{i * 104729 % 997} {i}";

    private const string Head = "query-id\tcorpus-id\tscore";
}
