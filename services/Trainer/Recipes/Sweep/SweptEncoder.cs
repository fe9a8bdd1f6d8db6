using Kale.Bundles;
using Kale.Encoding.Inference;
using Kale.Retrieval.Metrics;
using Kale.Retrieval.Trec;
using Kale.Trainer.Data;
using Kale.Trainer.Measuring;
using Kale.Trainer.Recipes.Alignment;
using Kale.Training.Loop;

namespace Kale.Trainer.Recipes.Sweep;

/// <summary>What an encoder of a sweep is worth, and what it costs.</summary>
internal sealed record SweptEncoder
{
    public required string Label { get; init; }

    /// <summary>teacher, untuned or aligned.</summary>
    public required string Group { get; init; }

    public required int Layers { get; init; }

    public required long Bytes { get; init; }

    public required Scores Scores { get; init; }

    /// <summary>With the teacher, over the labelled queries.</summary>
    public required double Overlap { get; init; }

    /// <summary>Text to vector, on one thread.</summary>
    public required QueryLatency Latency { get; init; }

    /// <summary>How it was trained; null for what was not.</summary>
    public TrainingOutcome? Outcome { get; init; }

    /// <summary>Its bundle's id; none for what was not trained.</summary>
    public string Bundle { get; init; } = "";
}

/// <summary>Measures query encoders of one space on labelled data.</summary>
/// <param name="data">The data.</param>
/// <param name="documents">Their vectors. [documents, dims]</param>
/// <param name="teacher">Says how they are compared, and what is overlapped with.</param>
/// <param name="time">For latencies.</param>
internal sealed class SweepMeasurement(
    RetrievalData data, VectorTable documents, EncoderModel teacher, TimeProvider time)
{
    public const string Main = "ndcg@10";
    private const int Depth = 100;
    private const int OverlapDepth = 10;

    private readonly List<string> _queries = [.. data.Queries.Select(query => query.Text)];
    private Run? _reference;

    public static IReadOnlyList<RankingMetric> Metrics { get; } = RankingMetric.ParseAll(Main, "mrr@10", "recall@100");

    /// <summary>The teacher has to be the first.</summary>
    public SweptEncoder Of(string label, string group, EncoderModel model, CancellationToken cancellation)
    {
        var run = Search(label, model, cancellation);
        _reference ??= run;
        return new SweptEncoder
        {
            Label = label,
            Group = group,
            Layers = model.Config.Layers,
            Bytes = Student.Bytes(model),
            Scores = Scores.Of(run, data.Judgments, Metrics),
            Overlap = Overlap.At(OverlapDepth, run, _reference, data.Queries.Select(query => query.Id)),
            Latency = Measure(model),
        };
    }

    private Run Search(string label, EncoderModel model, CancellationToken cancellation)
    {
        using var encoder = new TextEncoding(model, new InferenceOptions());
        var vectors = encoder.Encode(_queries, EncoderRole.Query, _ => { }, cancellation);
        return DenseRetriever.Search(label, vectors, documents, data, teacher.Metric, Depth, cancellation);
    }

    private QueryLatency Measure(EncoderModel model)
    {
        using var encoder = new TextEncoding(model, new InferenceOptions { Threads = 1 });
        return QueryLatency.Measure(encoder, _queries, time);
    }
}
