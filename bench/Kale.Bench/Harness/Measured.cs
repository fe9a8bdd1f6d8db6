using Kale.Bundles;
using Kale.Encoding.Inference;
using Kale.Encoding.Tokenization;
using Kale.Gateway.Search;
using Kale.Retrieval.Metrics;
using Kale.Retrieval.Trec;
using Kale.Trainer.Data;
using Kale.Trainer.Measuring;
using Kale.V1;
using Hit = Kale.Retrieval.Trec.Hit;

namespace Kale.Bench.Harness;

/// <summary>Retrieval quality of bundles on a test set, query by query; reranked too.</summary>
internal sealed class Measured(BundleStore bundles, string root)
{
    private const int BootstrapSamples = 10_000;
    private static readonly IReadOnlyList<RankingMetric> s_metrics =
        RankingMetric.ParseAll("mrr@10", "hits@10", "ndcg@10");

    /// <summary>nDCG@10 of each query against documents that are encoded already.</summary>
    public double[] Ndcg(string bundle, RetrievalData data, VectorTable documents)
    {
        var queries = Encode(bundle, EncoderRole.Query, [.. data.Queries.Select(query => query.Text)]);
        var found = ExactSearch.Run(
            queries, documents, bundles.Find(bundle).Manifest.Metric, 10, Environment.ProcessorCount, default);
        return Score(bundle, data, found, FirstStage(found)).ByMetric["ndcg@10"];
    }

    public RetrievalData Read(DataSet set)
    {
        var data = new DataRoot(set.Root, root);
        return RetrievalData.Read(new DataSource(data, set, data.Resolve(set.Path)), "test");
    }

    /// <summary>The best documents of each query by a dual encoder's vectors.</summary>
    public IReadOnlyList<IReadOnlyList<(int Row, float Score)>> Search(
        string bundle, RetrievalData data, int depth, string? documentsBy = null)
    {
        var queries = Encode(bundle, EncoderRole.Query, [.. data.Queries.Select(query => query.Text)]);
        var documents = Encode(documentsBy ?? bundle, EncoderRole.Context, data.Contents);
        return ExactSearch.Run(
            queries,
            documents,
            bundles.Find(bundle).Manifest.Metric,
            depth,
            Environment.ProcessorCount,
            CancellationToken.None);
    }

    public VectorTable Encode(string bundle, EncoderRole role, IReadOnlyList<string> texts)
    {
        using var encoder = new TextEncoding(bundles.Find(bundle).LoadModel(), new InferenceOptions());
        return encoder.Encode(texts, role, _ => { }, CancellationToken.None);
    }

    /// <summary>A cross encoder's scores of what was found.</summary>
    public double[][] Judge(
        string bundle, RetrievalData data, IReadOnlyList<IReadOnlyList<(int Row, float Score)>> found)
    {
        var (model, contents) = (bundles.Find(bundle).LoadModel(), data.Contents);
        var tokenizer = TextTokenizer.Of(model.Tokenizer);
        using var session = new EncoderSession(model, new InferenceOptions());
        return [.. data.Queries.Zip(found, (query, hits) => session
            .Run([.. hits.Select(hit => tokenizer.EncodePair(query.Text, contents[hit.Row], model.MaxTokens))])
            .Select(row => (double)row[0]).ToArray())];
    }

    /// <summary>Scores by metric of the order that these scores give to what was found.</summary>
    public static Scores Score(
        string name, RetrievalData data, IReadOnlyList<IReadOnlyList<(int Row, float Score)>> found, double[][] scores)
    {
        var hits = data.Queries.Zip(found.Zip(scores)).ToDictionary(
            pair => pair.First.Id,
            pair => (IReadOnlyList<Hit>)[.. pair.Second.First.Zip(
                pair.Second.Second, (hit, score) => new Hit(data.Documents[hit.Row].Id, score))]);
        return Scores.Of(new Run(name, hits), data.Judgments, s_metrics);
    }

    /// <param name="bundle">Encodes the queries.</param>
    /// <param name="data">The test set.</param>
    /// <param name="documentsBy">Encodes the documents; null: the same.</param>
    public Scores Score(string bundle, RetrievalData data, string? documentsBy = null)
    {
        var found = Search(bundle, data, depth: 10, documentsBy);
        return Score(bundle, data, found, FirstStage(found));
    }

    public static double[][] FirstStage(IReadOnlyList<IReadOnlyList<(int Row, float Score)>> found) =>
        [.. found.Select(hits => hits.Select(hit => (double)hit.Score).ToArray())];

    /// <summary>The sum that the gateway orders by when asked to fuse.</summary>
    public static double[][] Fuse(double[][] first, double[][] second) => [.. first.Zip(second, ScoreFusion.Sum)];

    /// <summary>
    /// The mean of system - baseline with its 95 % interval, paired over queries. Of several seeds each query counts
    /// once, by its mean over them: one query's scores under two seeds are not two observations.
    /// </summary>
    public static Interval Difference(IReadOnlyList<Scores> systems, IReadOnlyList<Scores> baselines, string metric) =>
        PairedBootstrap.Difference(OverSeeds(systems, metric), OverSeeds(baselines, metric), BootstrapSamples, seed: 1);

    private static double[] OverSeeds(IReadOnlyList<Scores> seeds, string metric) =>
        [.. seeds[0].ByMetric[metric].Select((_, query) => seeds.Average(scores => scores.ByMetric[metric][query]))];

    public static double Mean(IEnumerable<Scores> systems, string metric) =>
        systems.Average(scores => scores.ByMetric[metric].Average());

    public static string Text(Interval interval) =>
        FormattableString.Invariant(
            $"{interval.Mean:+0.0000;-0.0000} [{interval.Low:+0.0000;-0.0000}, {interval.High:+0.0000;-0.0000}]");
}
