using Kale.Retrieval.Agreement;
using Kale.V1;

namespace Kale.Bench.Harness;

/// <summary>A student and a collection: what the gate said of it, and what labels say.</summary>
/// <param name="Collection">Live, of the teacher's space.</param>
/// <param name="Student">Its name.</param>
/// <param name="Checks">The gate's, of the encoder alone and of this collection.</param>
/// <param name="Calibration">The loss over the queries that calibrate; null where there are no labels.</param>
/// <param name="All">The loss over these and the other queries.</param>
internal sealed record LossPair(
    string Collection, string Student, IReadOnlyList<RolloutCheck> Checks, TrueLoss? Calibration, TrueLoss? All)
{
    /// <summary>The gate's estimate; null where an earlier check ended the gate.</summary>
    public RolloutCheck? Estimate => Checks.FirstOrDefault(check => check.Name == "loss");

    /// <summary>What the active encoder as judge saw, before calibration.</summary>
    public double? Judged => Estimate is { } check ? LossEstimate.JudgedOf(check.Value) : null;

    /// <summary>The checks that refuse the student where only this collection is served.</summary>
    public IReadOnlyList<string> RefusedBy =>
    [
        .. Checks.Where(check => check.Outcome is CheckOutcome.Failed or CheckOutcome.Inconclusive)
            .Select(check => check.Name).Distinct(),
    ];
}

/// <summary>Of nDCG@10, as a share of the teacher's.</summary>
/// <param name="Share">Lost.</param>
/// <param name="Half">Of its 95 % interval over queries.</param>
internal sealed record TrueLoss(double Share, double Half)
{
    private const double Normal95 = 1.96;

    /// <param name="teacher">nDCG@10 of each query.</param>
    /// <param name="student">The same queries.</param>
    public static TrueLoss Of(double[] teacher, double[] student)
    {
        var whole = teacher.Average();
        var lost = teacher.Zip(student, (a, b) => (a - b) / whole).ToArray();
        var mean = lost.Average();
        var variance = lost.Sum(loss => (loss - mean) * (loss - mean)) / (lost.Length - 1);
        return new TrueLoss(mean, Normal95 * Math.Sqrt(variance / lost.Length));
    }
}
