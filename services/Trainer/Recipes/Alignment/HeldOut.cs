using System.Numerics.Tensors;
using Kale.Bundles;
using Kale.Trainer.Evaluation.Search;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>
/// What the teacher finds for texts that no student is trained on, and how much of it a student finds too.
/// </summary>
internal sealed class HeldOut
{
    public const string Overlap = "overlap@10";
    public const string Cosine = "cosine";
    private const int Depth = 10;

    private readonly VectorTable _teacher;
    private readonly VectorTable _passages;
    private readonly Metric _metric;
    private readonly HashSet<int>[] _found;

    /// <param name="vectors">The teacher's, of the held-out texts. [texts, dims]</param>
    /// <param name="passages">To search. [passages, dims]</param>
    /// <param name="teacher">Says how vectors are scaled and compared.</param>
    /// <param name="cancellation">Looked at between blocks.</param>
    public HeldOut(VectorTable vectors, VectorTable passages, EncoderModel teacher, CancellationToken cancellation)
    {
        _teacher = teacher.Normalize ? vectors.Normalized() : vectors;
        _passages = teacher.Normalize ? passages.Normalized() : passages;
        _metric = teacher.Metric;
        _found = [.. Search(_teacher, cancellation).Select(rows => rows.ToHashSet())];
    }

    /// <summary>Passages that are searched.</summary>
    public int Passages => _passages.Rows;

    /// <summary>
    /// The mean share of the teacher's first ten passages among a student's, and the mean cosine of both vectors.
    /// </summary>
    /// <param name="student">[texts, dims], scaled as the space has it.</param>
    /// <param name="cancellation">Looked at between blocks.</param>
    public IReadOnlyList<KeyValuePair<string, double>> Measure(VectorTable student, CancellationToken cancellation)
    {
        var overlap = Search(student, cancellation)
            .Zip(_found, (mine, found) => mine.Count(found.Contains) / (double)found.Count)
            .Average();
        var cosine = Enumerable.Range(0, student.Rows)
            .Average(row => (double)TensorPrimitives.CosineSimilarity(student[row], _teacher[row]));
        return [new(Overlap, overlap), new(Cosine, cosine)];
    }

    private IEnumerable<List<int>> Search(VectorTable queries, CancellationToken cancellation) => ExactSearch
        .Run(queries, _passages, _metric, Depth, Environment.ProcessorCount, cancellation)
        .Select(hits => hits.Select(hit => hit.Row).ToList());
}
