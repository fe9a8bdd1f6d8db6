using System.Text.Json;

namespace Kale.Bench.Harness;

/// <summary>
/// A part of a BEIR data set, small enough to train and measure with in minutes: some queries of a split, the documents
/// that answer them, and others up to a number. All queries and the test's judgments stay, so that no test query is
/// trained on.
/// </summary>
internal sealed class SampledBeir(string source, string target)
{
    private const string Head = "query-id\tcorpus-id\tscore";

    /// <summary>Writes the part of a split as a data set of this name, and says how many queries it has.</summary>
    public int Write(string name, string split, int queries, int documents, int seed)
    {
        var judgments = File.ReadLines(Path.Combine(source, "qrels", $"{split}.tsv"))
            .Skip(1)
            .Select(line => (Query: line.Split('\t')[0], Line: line))
            .ToLookup(line => line.Query, line => line.Line);
        var taken = Shuffled(judgments.Select(query => query.Key), seed).Take(queries).ToList();
        var chosen = taken.SelectMany(query => judgments[query]).ToList();
        var relevant = chosen.Select(line => line.Split('\t')[1]).ToHashSet();
        var corpus = File.ReadLines(Path.Combine(source, "corpus.jsonl"))
            .ToDictionary(line => JsonDocument.Parse(line).RootElement.GetProperty("_id").ToString());
        var others = Shuffled(corpus.Keys.Where(id => !relevant.Contains(id)), seed)
            .Take(Math.Max(0, documents - relevant.Count));

        var directory = Path.Combine(target, name);
        Directory.CreateDirectory(Path.Combine(directory, "qrels"));
        File.WriteAllLines(
            Path.Combine(directory, "corpus.jsonl"),
            relevant.Concat(others).Order(StringComparer.Ordinal).Select(id => corpus[id]));
        File.Copy(Path.Combine(source, "queries.jsonl"), Path.Combine(directory, "queries.jsonl"));
        File.Copy(Path.Combine(source, "qrels", "test.tsv"), Path.Combine(directory, "qrels", "test.tsv"));
        File.WriteAllLines(Path.Combine(directory, "qrels", $"{split}.tsv"), [Head, .. chosen]);
        return taken.Count;
    }

    /// <summary>All judgments of another split, for what reads only its queries.</summary>
    public void CopySplit(string name, string split) =>
        File.Copy(Path.Combine(source, "qrels", $"{split}.tsv"), Path.Combine(target, name, "qrels", $"{split}.tsv"));

    private static List<string> Shuffled(IEnumerable<string> items, int seed)
    {
        var shuffled = items.Order(StringComparer.Ordinal).ToArray();
        new Random(seed).Shuffle(shuffled);
        return [.. shuffled];
    }
}
