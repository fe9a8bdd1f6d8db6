using System.Numerics.Tensors;
using Kale.Bundles;
using Kale.Retrieval.Agreement;
using Kale.Trainer.Measuring;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>
/// What the teacher finds for texts that no student is trained on, and how much of it a student finds too.
/// </summary>
internal sealed class HeldOut
{
    public const string Overlap = "overlap@10";
    public const string Cosine = "cosine";

    /// <summary>Of nDCG@10 as the gate estimates it, <see cref="LossEstimate"/>; its 95 % interval beside it.</summary>
    public const string Loss = "loss";
    public const string LossLow = "loss-low";
    public const string LossHigh = "loss-high";
    private const int Depth = 10;
    private const int JudgesDepth = 50;

    private readonly VectorTable _teacher;
    private readonly VectorTable _passages;
    private readonly Metric _metric;
    private readonly List<int>[] _found;

    /// <param name="vectors">The teacher's, of the held-out texts. [texts, dims]</param>
    /// <param name="passages">To search. [passages, dims]</param>
    /// <param name="teacher">Says how vectors are scaled and compared.</param>
    /// <param name="cancellation">Looked at between blocks.</param>
    public HeldOut(VectorTable vectors, VectorTable passages, EncoderModel teacher, CancellationToken cancellation)
    {
        _teacher = teacher.Normalize ? vectors.Normalized() : vectors;
        _passages = teacher.Normalize ? passages.Normalized() : passages;
        _metric = teacher.Metric;
        _found = [.. Search(_teacher, JudgesDepth, cancellation)];
    }

    /// <summary>Passages that are searched.</summary>
    public int Passages => _passages.Rows;

    /// <summary>
    /// The mean share of the teacher's first ten passages among a student's, the mean cosine of both vectors, and what
    /// is estimated to be lost.
    /// </summary>
    /// <param name="student">[texts, dims], scaled as the space has it.</param>
    /// <param name="cancellation">Looked at between blocks.</param>
    public IReadOnlyList<KeyValuePair<string, double>> Measure(VectorTable student, CancellationToken cancellation)
    {
        var pairs = _found.Zip(Search(student, Depth, cancellation)).ToList();
        var cosine = Enumerable.Range(0, student.Rows)
            .Average(row => (double)TensorPrimitives.CosineSimilarity(student[row], _teacher[row]));
        var loss = LossEstimate.Of([.. pairs.Select(pair => TeacherJudge.Loss(pair.First, pair.Second))]);
        return
        [
            new(Overlap, pairs.Average(pair => Shared(pair.First, pair.Second))), new(Cosine, cosine),
            new(Loss, loss.Loss), new(LossLow, loss.Low), new(LossHigh, loss.High),
        ];
    }

    private static double Shared(List<int> teacher, List<int> student) =>
        student.Intersect(teacher.Take(Depth)).Count() / (double)student.Count;

    private IEnumerable<List<int>> Search(VectorTable queries, int depth, CancellationToken cancellation) => ExactSearch
        .Run(queries, _passages, _metric, depth, Environment.ProcessorCount, cancellation)
        .Select(hits => hits.Select(hit => hit.Row).ToList());
}
