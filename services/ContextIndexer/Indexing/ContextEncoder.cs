using Kale.Bundles;
using Kale.Encoding;
using Kale.Encoding.Batching;
using Kale.Encoding.Inference;
using Kale.Encoding.Tokenization;
using Kale.VectorIndex;

namespace Kale.ContextIndexer.Indexing;

/// <summary>The loaded context encoder: documents' passages to vectors of one space.</summary>
internal sealed class ContextEncoder : IAsyncDisposable
{
    private const int MaxRows = 1 << 16;

    private readonly Encoder _encoder;

    private ContextEncoder(Encoder encoder)
    {
        _encoder = encoder;
        Space = new IndexSpace(Manifest.SpaceId, Manifest.Dims, MetricOf(Manifest.Metric), Manifest.Id);
    }

    public BundleManifest Manifest => _encoder.Manifest;

    public IndexSpace Space { get; }

    public string Prompt => Manifest.Prompts.For(EncoderRole.Context);

    /// <exception cref="BundleException">It encodes no documents, or does not reproduce its probes.</exception>
    /// <exception cref="EncodingException">It cannot be computed on this machine.</exception>
    public static ContextEncoder Load(Bundle bundle, EncodingOptions options, TimeProvider time)
    {
        RequireContextRole(bundle.Manifest);
        return new ContextEncoder(Encoder.Load(bundle, EncoderOptionsFrom(options), time));
    }

    public int SpecialTokens => _encoder.SpecialTokens;

    public int CountTokens(ReadOnlySpan<char> text) => _encoder.CountTokens(text);

    public TokenizedText Tokenize(string text, int maxTokens) =>
        _encoder.Tokenize(text, EncoderRole.Context, maxTokens);

    /// <summary>A task for every text, in their order; they are computed in batches of similar length.</summary>
    public IReadOnlyList<Task<EncodedText>> EncodeAll(
        IReadOnlyList<TokenizedText> texts, CancellationToken cancellation) =>
        texts.Count == 0 ? [] : _encoder.EncodeAll(texts, null, cancellation);

    public ValueTask DisposeAsync() => _encoder.DisposeAsync();

    /// <summary>Streams bound what they have in work themselves, so the queue refuses nothing.</summary>
    private static EncoderOptions EncoderOptionsFrom(EncodingOptions options) => new()
    {
        Inference = new InferenceOptions
        {
            Threads = options.ThreadsPerBatch,
            Device = options.Device,
            DeviceId = options.DeviceId,
        },
        Batching = new BatchingOptions
        {
            MaxBatchTokens = options.BatchTokens,
            MaxBatchRows = Math.Min(options.BatchTokens, MaxRows),
            MaxQueuedTexts = 1 << 24,
            MaxQueuedTokens = 1 << 30,
            Workers = options.Workers > 0 ? options.Workers : Environment.ProcessorCount,
            FairBatchInterval = 1,
            Name = "context",
        },
    };

    private static void RequireContextRole(BundleManifest manifest)
    {
        if (manifest.Kind == BundleKind.DualEncoder && manifest.Roles.Contains(EncoderRole.Context)) return;
        throw new BundleException(BundleError.Unsupported,
            $"{manifest.Name} ({manifest.Id}) encodes no documents; set ContextIndexer:Encoder to the context encoder "
            + "of the space.");
    }

    private static IndexMetric MetricOf(Metric metric) => metric switch
    {
        Metric.Cosine => IndexMetric.Cosine,
        Metric.Dot => IndexMetric.Dot,
        _ => IndexMetric.Euclid,
    };
}
