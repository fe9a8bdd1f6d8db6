using Kale.Bundles;
using Kale.Encoding.Inference;
using Kale.Trainer.Measuring;
using Kale.Training.Losses;

namespace Kale.Trainer.Recipes.Dual;

/// <summary>The vectors of encoders that are not trained: teachers', and those that negatives are mined with.</summary>
internal sealed class TeacherEncoding(VectorCache cache)
{
    private readonly CachedVectors _vectors = new(cache);

    /// <summary>A teacher's vectors of all queries and documents.</summary>
    public TeacherVectors Of(
        Bundle teacher, LabelledSet set, AlignmentObjective objective, Action<string, int, int> progress,
        CancellationToken cancellation)
    {
        var (queries, documents) = Encode(teacher, set, progress, cancellation);
        return new TeacherVectors(queries, documents, objective);
    }

    /// <summary>An encoder's vectors of all queries [queries, dims] and documents [documents, dims].</summary>
    public (VectorTable Queries, VectorTable Documents) Encode(
        Bundle encoder, LabelledSet set, Action<string, int, int> progress, CancellationToken cancellation)
    {
        var session = new Lazy<TextEncoding>(() => new TextEncoding(encoder.LoadModel(), new InferenceOptions()));
        VectorTable Vectors(EncoderRole role, IReadOnlyList<string> texts, string stage) => _vectors.Of(
            session, encoder.Manifest.Fingerprint, role, texts, done => progress(stage, done, texts.Count),
            cancellation);
        try
        {
            var name = encoder.Manifest.Name;
            return (
                Vectors(EncoderRole.Query, [.. set.Queries.Select(query => query.Text)], $"queries of {name}"),
                Vectors(EncoderRole.Context, set.Documents, $"documents of {name}"));
        }
        finally
        {
            if (session.IsValueCreated)
                session.Value.Dispose();
        }
    }
}
