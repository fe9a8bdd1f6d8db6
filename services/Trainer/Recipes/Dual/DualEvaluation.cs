using Kale.Bundles;
using Kale.Encoding.Tokenization;
using Kale.Retrieval.Metrics;
using Kale.Trainer.Measuring;

namespace Kale.Trainer.Recipes.Dual;

/// <summary>
/// How well a dual encoder under training finds the answers to held-out queries among held-out documents.
/// </summary>
internal sealed class DualEvaluation(TwinEncoders encoders, HeldOutQueries held, TrainingTexts texts, Metric metric)
{
    private const int Depth = 10;
    private static readonly IReadOnlyList<RankingMetric> s_metrics =
        RankingMetric.ParseAll("ndcg@10", "mrr@10", "hits@10");

    public IReadOnlyList<KeyValuePair<string, double>> Measure(CancellationToken cancellation)
    {
        if (held.Queries.Count == 0)
            return [];
        VectorTable Vectors(EncoderRole role, IEnumerable<TokenizedText> inputs) =>
            NetworkVectors.Encode(encoders.Of(role), [.. inputs], _ => { }, cancellation);
        var found = ExactSearch.Run(
            Vectors(EncoderRole.Query, held.Queries.Select(texts.Query)),
            Vectors(EncoderRole.Context, held.Documents.Select(texts.Document)),
            metric, Depth, Environment.ProcessorCount, cancellation);
        var judged = held.Queries.Zip(found, (query, hits) => new JudgedRanking(
            [.. hits.Select(hit => query.Positives.Contains(held.Documents[hit.Row]) ? 1 : 0)],
            [.. query.Positives.Select(_ => 1)])).ToList();
        return
        [
            .. s_metrics.Select(measure =>
                KeyValuePair.Create($"held-out {measure.Name}", judged.Average(measure.Of))),
        ];
    }
}
