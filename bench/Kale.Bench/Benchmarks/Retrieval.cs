using Kale.Bench.Harness;
using Kale.Bundles;
using Kale.V1;

namespace Kale.Bench.Benchmarks;

/// <summary>BEIR SciFact's test queries through the running suite: Index, then Search.</summary>
internal sealed class Retrieval : IBenchmark
{
    public string Name => "retrieval";

    public string Question =>
        "Does the suite reach the retrieval quality of an independent implementation on BEIR SciFact?";

    public async Task<Report> RunAsync(BenchOptions options)
    {
        var directory = Directory.CreateTempSubdirectory("kale-bench-").FullName;
        DemoModel.Publish(new BundleStore(Path.Combine(directory, "bundles")), "minilm");
        var data = options.DataSet("scifact");
        using var suite = new Suite(directory, "minilm");
        await Indexing.IndexAsync(suite, Corpus.Documents(data), "scifact");
        var report = suite.RunKale("evaluate", data, "--collection", "scifact", "--split", "test", "--json");
        var info = await new ContextIndexing.ContextIndexingClient(suite.Channel)
            .GetCollectionAsync(new GetCollectionRequest { Collection = "scifact" });
        var (ndcg, recall, mrr) = (
            report.GetProperty("ndcgAt10").GetDouble(),
            report.GetProperty("recallAt100").GetDouble(),
            report.GetProperty("mrrAt10").GetDouble());
        return new Report(
            [
                new Row("nDCG@10", $"{ndcg:0.0000}", "0.6491 (independent)", ndcg / 0.6491, "≥ 0.645", ndcg >= 0.645),
                new Row(
                    "Recall@100",
                    $"{recall:0.0000}",
                    "0.9283 (independent)",
                    recall / 0.9283,
                    "≥ 0.92",
                    recall >= 0.92),
                new Row("MRR@10", $"{mrr:0.0000}", "0.6101 (independent)", mrr / 0.6101),
                new Row(
                    "queries, documents, passages",
                    $"{report.GetProperty("queries")}, {info.Documents}, {info.Passages}"),
            ],
            "One passage a document: title, a space, text, cut at 256 tokens, as the independent figures were made. "
                + "Equal scores are ordered by document id, descending.");
    }
}
