using Kale.Bundles;
using Kale.Retrieval.Metrics;
using Kale.Trainer.Data;
using Kale.Trainer.Measuring;
using Kale.Training;

namespace Kale.Trainer.Recipes.LayerProbing;

/// <summary>Measures every layer of one encoder with every treatment.</summary>
/// <param name="data">Documents and judged queries.</param>
/// <param name="seed">Of the sample that statistics come from.</param>
internal sealed class EncoderProbe(RetrievalData data, ulong seed)
{
    private const int Depth = 10;

    /// <summary>What the paper measures, and nDCG.</summary>
    public static IReadOnlyList<RankingMetric> Metrics { get; } =
        RankingMetric.ParseAll("ndcg@10", "mrr@10", "hits@10");

    /// <summary>All layers from the embeddings on.</summary>
    /// <param name="name">Of the encoder.</param>
    /// <param name="encoding">Its layers.</param>
    /// <param name="done">Told how many texts are done, of how many.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public List<LayerScore> Run(
        string name, LayerEncoding encoding, Action<int, int> done, CancellationToken cancellation)
    {
        var (documents, queries) = (data.Contents, data.Queries.Select(query => query.Text).ToList());
        var all = documents.Count + queries.Count;
        RequireFits(encoding, all);
        var documentLayers = encoding.Encode(documents, EncoderRole.Context, count => done(count, all), cancellation);
        var queryLayers = encoding.Encode(
            queries, EncoderRole.Query, count => done(documents.Count + count, all), cancellation);
        var scores = new List<LayerScore>();
        for (var layer = 0; layer < encoding.Layers; layer++)
        {
            foreach (var (treatment, how) in Treatments.All)
                scores.Add(Score(
                    name, layer, treatment, how.Fit(Treatments.Sample(documentLayers[layer], seed)), queryLayers,
                    documentLayers, cancellation));
        }

        return scores;
    }

    private LayerScore Score(
        string name, int layer, string treatment, VectorChange change, VectorTable[] queries, VectorTable[] documents,
        CancellationToken cancellation)
    {
        var run = DenseRetriever.Search(
            name, Treatments.Changed(queries[layer], change), Treatments.Changed(documents[layer], change), data,
            Metric.Cosine, Depth, cancellation);
        return new LayerScore(name, layer, treatment, Scores.Of(run, data.Judgments, Metrics).ByMetric);
    }

    private static void RequireFits(LayerEncoding encoding, int texts)
    {
        var (needed, available) = (encoding.BytesFor(texts), MachineMemory.Read().Free);
        if (needed <= available)
            return;
        throw new TrainingException(
            TrainingError.OutOfMemory,
            $"The vectors of {texts:N0} texts in {encoding.Layers} layers need {needed / 1e9:0.#} GB of memory; there "
                + $"are {available / 1e9:0.#} GB. Probe with a smaller corpus.");
    }
}
