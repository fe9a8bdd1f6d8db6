using Kale.Bundles;
using Kale.Encoding.Graphs;
using Kale.Encoding.Inference;
using Kale.Retrieval.Trec;
using Kale.Trainer.Data;

namespace Kale.Trainer.Measuring;

/// <summary>What a query encoder finds in labelled data, and what it costs.</summary>
/// <param name="Run">By exact search.</param>
/// <param name="Cost">Of its queries.</param>
internal sealed record EncoderMeasurement(Run Run, EncoderCost Cost)
{
    /// <summary>Encodes queries and documents, searches and takes the time, on one thread.</summary>
    /// <param name="name">Of the run.</param>
    /// <param name="queries">Encodes the queries.</param>
    /// <param name="context">Encodes the documents; the same bundle where the encoder encodes both.</param>
    /// <param name="data">What is searched.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public static EncoderMeasurement Of(
        string name, Bundle queries, Bundle context, RetrievalData data, MeasurementSettings settings,
        CancellationToken cancellation)
    {
        var model = queries.LoadModel();
        var documents = Documents(name, context, data, settings, cancellation);
        using var encoder = new TextEncoding(model, new InferenceOptions());
        var texts = data.Queries.Select(query => query.Text).ToList();
        var vectors = encoder.Encode(
            texts, EncoderRole.Query, done => settings.Progress($"queries of {name}", done, texts.Count), cancellation);
        var run = DenseRetriever.Search(
            name, vectors, documents, data, queries.Manifest.Metric, settings.Depth, cancellation);
        return new EncoderMeasurement(run, CostOf(queries, model, texts, settings.Time));
    }

    private static VectorTable Documents(
        string name, Bundle context, RetrievalData data, MeasurementSettings settings, CancellationToken cancellation)
    {
        var encoder = new Lazy<TextEncoding>(() => new TextEncoding(context.LoadModel(), new InferenceOptions()));
        try
        {
            return settings.Vectors.Of(
                encoder, context.Manifest.Fingerprint, EncoderRole.Context, data.Contents,
                done => settings.Progress($"documents of {name}", done, data.Documents.Count), cancellation);
        }
        finally
        {
            if (encoder.IsValueCreated)
                encoder.Value.Dispose();
        }
    }

    private static EncoderCost CostOf(Bundle bundle, EncoderModel model, IReadOnlyList<string> texts, TimeProvider time)
    {
        using var encoder = new TextEncoding(model, new InferenceOptions { Threads = 1 });
        var latency = QueryLatency.Measure(encoder, texts, time);
        return new EncoderCost(model.Config.Layers, bundle.Manifest.Files[EncoderGraph.PortableFile].Size, latency);
    }
}

/// <summary>What queries cost with an encoder.</summary>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Bytes">Of its portable graph.</param>
/// <param name="Latency">On one thread.</param>
internal sealed record EncoderCost(int Layers, long Bytes, QueryLatency Latency);

/// <summary>How encoders are measured.</summary>
/// <param name="Vectors">Of documents, kept between jobs.</param>
/// <param name="Depth">Documents found for each query.</param>
/// <param name="Time">For latencies.</param>
/// <param name="Progress">Told stage, texts done and all texts.</param>
internal sealed record MeasurementSettings(
    CachedVectors Vectors, int Depth, TimeProvider Time, Action<string, int, int> Progress);
