using Kale.Bundles;
using Kale.Encoding.Inference;
using Kale.Encoding.Tokenization;
using Kale.Trainer.Measuring;
using Kale.Trainer.Recipes.Dual;
using Kale.Training;

namespace Kale.Trainer.Recipes.Cross;

/// <summary>What a teacher says how well documents answer a query: another encoder, or the data's own scores.</summary>
/// <param name="of">From the query's number and documents' places to their scores.</param>
/// <param name="held">Disposed with this.</param>
internal sealed class TeacherScores(Func<int, int[], float[]> of, IDisposable? held = null) : IDisposable
{
    public float[] Of(int query, int[] places) => of(query, places);

    public void Dispose() => held?.Dispose();

    /// <summary>The scores that the data has; only for places that it names.</summary>
    /// <exception cref="TrainingException">DataMalformed: a query has no scores, or no negatives.</exception>
    public static TeacherScores OfData(LabelledSet set)
    {
        if (set.Queries.FirstOrDefault(IsWithoutScores) is { } without)
        {
            throw new TrainingException(
                TrainingError.DataMalformed,
                $"margin-mse needs a teacher's scores: the query '{without.Text}' has none for its positives or "
                    + "negatives. Name a teacher, or add pos_scores and neg_scores to the data.");
        }

        var scores = set.Queries.Select(ByPlace).ToArray();
        return new TeacherScores((query, places) => [.. places.Select(place => (float)scores[query][place])]);
    }

    /// <summary>The similarity of a dual encoder's vectors.</summary>
    public static TeacherScores Of(Metric metric, VectorTable queries, VectorTable documents)
    {
        if (metric == Metric.Cosine)
            (queries, documents) = (queries.Normalized(), documents.Normalized());
        return new TeacherScores((query, places) =>
            [.. places.Select(place => Similarity(metric, queries[query], documents[place]))]);
    }

    /// <summary>A cross encoder's scores of the pairs.</summary>
    public static TeacherScores Of(EncoderModel teacher, LabelledSet set)
    {
        var session = new EncoderSession(teacher, new InferenceOptions());
        var texts = new TrainingTexts(teacher, set.Documents, teacher.MaxTokens);
        TokenizedText[] Pairs(int query, int[] places) =>
            [.. places.Select(place => texts.Pair(set.Queries[query], place))];
        return new TeacherScores(
            (query, places) => [.. session.Run(Pairs(query, places)).Select(row => row[0])], session);
    }

    private static bool IsWithoutScores(LabelledQuery query) =>
        query.Negatives.Count == 0 || query.PositiveScores.Count == 0 || query.NegativeScores.Count == 0;

    private static Dictionary<int, double> ByPlace(LabelledQuery query)
    {
        var scores = new Dictionary<int, double>();
        foreach (var (place, score) in query.Positives.Concat(query.Negatives)
            .Zip(query.PositiveScores.Concat(query.NegativeScores)))
            scores.TryAdd(place, score);
        return scores;
    }

    private static float Similarity(Metric metric, ReadOnlySpan<float> query, ReadOnlySpan<float> document) =>
        metric == Metric.Euclid
            ? -System.Numerics.Tensors.TensorPrimitives.Distance(query, document)
            : System.Numerics.Tensors.TensorPrimitives.Dot(query, document);
}
