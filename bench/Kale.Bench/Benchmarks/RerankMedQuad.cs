using Kale.Bench.Harness;
using Kale.Retrieval.Metrics;
using Kale.Trainer.Data;

namespace Kale.Bench.Benchmarks;

/// <summary>
/// A cross encoder trained on MedQuAD reranks what a dual encoder tuned on the same data finds; its negatives come from
/// that dual encoder, or, to show what that is worth, from the untuned one.
/// </summary>
internal sealed class RerankMedQuad : IBenchmark
{
    private const string Dual = MedQuad.Dual;
    private const string CrossOfUntuned = "cross-of-untuned";
    private const string Metric = "mrr@10";

    public string Name => "rerank-medquad";

    public string Question =>
        "Does a cross encoder trained in minutes improve on the tuned dual encoder "
        + "whose hits it reranks (MedQuAD test)?";

    // --queries 1400 --documents 5265 --candidates 50 --untuned-negatives 0, and those of MedQuad
    public async Task<Report> RunAsync(BenchOptions options)
    {
        await using var medquad = await MedQuad.StartAsync(
            options, options.Count("queries", 1_400), options.Count("documents", 5_265));
        await medquad.TrainTwinsAsync();
        var (measured, data) = (medquad.Measured, medquad.Measured.Read(medquad.TestSet));
        var found = measured.Search(Dual, data, options.Count("candidates", 50));
        var tuned = Measured.Score(Dual, data, found, Measured.FirstStage(found));
        var untuned = measured.Score(MedQuad.Backbone, data);
        var rows = new List<Row>
        {
            new("dual encoder, untuned: MRR@10", Figure(untuned), Figure(tuned) + " (tuned)"),
            new(
                "dual encoder, tuned: MRR@10, Hits@10",
                $"{Figure(tuned)}, {tuned.Means["hits@10"]:0.0000}",
                $"{Figure(untuned)} (untuned)"),
        };
        rows.AddRange(Reranked(measured, data, found, tuned, MedQuad.Cross, Dual));
        if (options.Count("untuned-negatives", 0) > 0)
        {
            await medquad.TrainCrossAsync(
                CrossOfUntuned, MedQuad.Steps(options.Count("cross-steps", 400)), MedQuad.Backbone, seed: 1);
            rows.AddRange(Reranked(measured, data, found, tuned, CrossOfUntuned, MedQuad.Backbone));
        }
        return new Report(rows, Notes(rows, data, found[0].Count, medquad.Tokens));
    }

    private static IEnumerable<Row> Reranked(
        Measured measured,
        RetrievalData data,
        IReadOnlyList<IReadOnlyList<(int Row, float Score)>> found,
        Scores tuned,
        string cross,
        string miner)
    {
        var (first, second) = (Measured.FirstStage(found), measured.Judge(cross, data, found));
        yield return Row(
            $"reranked by the cross encoder alone (negatives mined by {miner})",
            Measured.Score(cross, data, found, second),
            tuned);
        yield return Row(
            $"reranked, both stages' scores fused (negatives mined by {miner})",
            Measured.Score(cross, data, found, Measured.Fuse(first, second)),
            tuned);
    }

    private static Row Row(string what, Scores scores, Scores tuned)
    {
        var difference = Measured.Difference([scores], [tuned], Metric);
        return new Row(
            $"{what}: MRR@10",
            $"{Figure(scores)}, difference {Measured.Text(difference)}",
            Figure(tuned) + " (tuned)",
            Bar: "above, interval without 0",
            Reached: difference.Low > 0);
    }

    private static string Figure(Scores scores) => $"{scores.Means[Metric]:0.0000}";

    private static string Notes(List<Row> rows, RetrievalData data, int candidates, int tokens)
    {
        var reached = rows.Where(row => row.Reached == true).Select(row => row.What.Split(": ")[0]).ToList();
        return $"{data.Queries.Count:N0} test queries in {data.Documents.Count:N0} documents without titles, "
            + $"{tokens} tokens; {candidates} candidates reranked. One seed. "
            + "Intervals are 95 %, by paired bootstrap over the queries; "
            + "scores are fused as Search fuses them (RERANK_ORDER_FUSED). "
            + (reached.Count > 0
                ? $"Better than the dual encoder beyond doubt: {string.Join("; ", reached)}."
                : "With these budgets nothing is better than the dual encoder beyond doubt.");
    }
}
