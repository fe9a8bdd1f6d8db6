using System.Text.Json;

namespace Kale.Bench.Harness;

/// <summary>
/// The collections that the gate is shown on, as BEIR directories: parts of SciFact and MedQuAD, and the demo's two
/// documentation corpora. Each but Fiori's, which nobody has judged, has labels in two splits: what the estimate is
/// calibrated by, and what it is shown on.
/// </summary>
internal sealed class ProofCorpora(string directory)
{
    public const string Calibration = "calibration";
    public const string Shown = "test";
    private const string Head = "query-id\tcorpus-id\tscore";

    public static IReadOnlyList<string> Labelled { get; } = ["scifact", "medquad", "guides"];

    public static IReadOnlyList<string> All { get; } = [.. Labelled, "fiori"];

    public string PathOf(string corpus) => Path.Combine(directory, corpus);

    public void Write(BenchOptions options, int documents)
    {
        if (Directory.Exists(PathOf(All[^1])))
            return;
        WritePart(options.DataSet("scifact"), "scifact", "train", documents, line => line);
        // Its titles are what its questions ask about.
        WritePart(options.DataSet("medquad"), "medquad", "dev", documents, Titleless);
        WriteDemo();
    }

    /// <summary>All documents that answer a query of either split, and others up to a number.</summary>
    private void WritePart(
        string source, string name, string calibration, int documents, Func<string, string> document)
    {
        var (tuned, shown) = (Judgments(source, calibration), Judgments(source, Shown));
        var relevant = tuned.Concat(shown).Select(line => line.Split('\t')[1]).ToHashSet();
        var corpus = File.ReadLines(Path.Combine(source, "corpus.jsonl")).ToDictionary(Id);
        var others = corpus.Keys.Where(id => !relevant.Contains(id)).Order(StringComparer.Ordinal)
            .Take(Math.Max(0, documents - relevant.Count));
        Write(
            name, relevant.Concat(others).Order(StringComparer.Ordinal).Select(id => document(corpus[id])),
            File.ReadLines(Path.Combine(source, "queries.jsonl")), tuned, shown);
    }

    private void WriteDemo()
    {
        var demo = PathOf("demo");
        ChildProcess.Run("node", Path.Combine(Checkout.Root, "eng", "demo-corpora.mjs"), demo);
        var bySource = File.ReadLines(Path.Combine(demo, "corpus.jsonl")).ToLookup(line =>
            JsonDocument.Parse(line).RootElement.GetProperty("metadata").GetProperty("source").GetString());
        var queries = File.ReadLines(Path.Combine(demo, "queries.jsonl")).ToList();
        // Every other need calibrates.
        var tuned = queries.Index().Where(query => query.Index % 2 == 0).Select(query => Id(query.Item)).ToHashSet();
        var judgments = Judgments(demo, Shown).ToLookup(line => tuned.Contains(line.Split('\t')[0]));
        Write("guides", bySource["guides"], queries, judgments[true], judgments[false]);
        Write("fiori", bySource["fiori"], [], [], []);
    }

    private void Write(
        string name, IEnumerable<string> corpus, IEnumerable<string> queries, IEnumerable<string> tuned,
        IEnumerable<string> shown)
    {
        Directory.CreateDirectory(Path.Combine(PathOf(name), "qrels"));
        File.WriteAllLines(Path.Combine(PathOf(name), "corpus.jsonl"), corpus);
        File.WriteAllLines(Path.Combine(PathOf(name), "queries.jsonl"), queries);
        File.WriteAllLines(Path.Combine(PathOf(name), "qrels", $"{Calibration}.tsv"), [Head, .. tuned]);
        File.WriteAllLines(Path.Combine(PathOf(name), "qrels", $"{Shown}.tsv"), [Head, .. shown]);
    }

    private static IEnumerable<string> Judgments(string source, string split) =>
        File.ReadLines(Path.Combine(source, "qrels", $"{split}.tsv")).Skip(1).Where(line => line.Length > 0);

    private static string Titleless(string line)
    {
        var document = JsonDocument.Parse(line).RootElement;
        return JsonSerializer.Serialize(new { _id = Id(line), text = document.GetProperty("text").GetString() });
    }

    private static string Id(string line) => JsonDocument.Parse(line).RootElement.GetProperty("_id").ToString();
}
