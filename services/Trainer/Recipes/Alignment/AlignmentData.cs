using Kale.Bundles;
using Kale.Encoding.Inference;
using Kale.Trainer.Jobs;
using Kale.Trainer.Measuring;
using Kale.Training.Loop;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>
/// What any student of a teacher is trained with and measured by: texts, and the teacher's vectors of them.
/// </summary>
internal sealed record AlignmentData
{
    private const int SampledPassages = 1000;
    private const int PassageCharacters = 300;

    public required AlignmentTexts Texts { get; init; }

    /// <summary>The teacher's vectors of the training texts, before any scaling to length 1. [texts, dims]</summary>
    public required VectorTable Targets { get; init; }

    /// <summary>What the teacher finds for the held-out texts; null where none are held out.</summary>
    public required HeldOut? HeldOut { get; init; }

    /// <summary>
    /// Computes the vectors, or takes them from the cache, where those of an earlier job on the same texts are. ONNX
    /// Runtime does it: its fused graph is the fastest there is on a processor.
    /// </summary>
    public static AlignmentData Prepare(
        JobContext context, Teacher teacher, AlignmentTexts texts, TrainingSettings settings, VectorCache cache,
        CancellationToken cancellation)
    {
        var asSeen = teacher.Model with { Normalize = false, MaxTokens = settings.MaxTokens };
        using var encoder = new LazyEncoder(asSeen);
        var vectors = new CachedVectors(cache);
        var fingerprint = asSeen.Fingerprint;
        var total = texts.HeldOut.Count + texts.Training.Count;
        VectorTable Encode(IReadOnlyList<string> some, int before) => vectors.Of(
            encoder.Value, fingerprint, EncoderRole.Query, some,
            done => context.Progress("teacher vectors", before + done, total, texts: before + done), cancellation);
        var heldOut = texts.HeldOut.Count == 0 ? null : Encode(texts.HeldOut, 0);
        var targets = Encode(texts.Training, texts.HeldOut.Count);
        return new AlignmentData
        {
            Texts = texts,
            Targets = targets,
            HeldOut = heldOut is null ? null : new HeldOut(
                heldOut, Passages(context, teacher, texts, targets, vectors, cancellation), teacher.Model,
                cancellation),
        };
    }

    // Beginnings of documents, each alike; without a corpus, the texts themselves have to do.
    private static VectorTable Passages(
        JobContext context, Teacher teacher, AlignmentTexts texts, VectorTable targets, CachedVectors vectors,
        CancellationToken cancellation)
    {
        if (texts.Documents.Count == 0 || teacher.ContextEncoder(context.Bundles) is not { } bundle)
            return new VectorTable(
                targets.Data[..(Math.Min(targets.Rows, SampledPassages) * targets.Dims)], targets.Dims);
        var step = Math.Max(1.0, texts.Documents.Count / (double)SampledPassages);
        var passages = Enumerable.Range(0, Math.Min(SampledPassages, texts.Documents.Count))
            .Select(i => texts.Documents[(int)(i * step)].Content(texts.WithoutTitles))
            .Select(text => text.Length <= PassageCharacters ? text : text[..PassageCharacters])
            .ToList();
        using var encoder = new LazyEncoder(bundle.Id == teacher.Bundle.Id ? teacher.Model : bundle.LoadModel());
        return vectors.Of(
            encoder.Value, bundle.Manifest.Fingerprint, EncoderRole.Context, passages,
            done => context.Progress("passage vectors", done, passages.Count, texts: done), cancellation);
    }

    /// <summary>An encoder that is opened when the cache lacks something, and closed in any case.</summary>
    private sealed class LazyEncoder(EncoderModel model) : IDisposable
    {
        public Lazy<TextEncoding> Value { get; } = new(() => new TextEncoding(model, new InferenceOptions()));

        public void Dispose()
        {
            if (Value.IsValueCreated)
                Value.Value.Dispose();
        }
    }
}
