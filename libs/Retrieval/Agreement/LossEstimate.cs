namespace Kale.Retrieval.Agreement;

/// <summary>
/// What an encoder is estimated to lose in nDCG@10 against the active one, as a share of what that reaches.
/// </summary>
/// <param name="Loss">The estimate; 0 where the two rank alike.</param>
/// <param name="Low">Between these two it lies with 95 %.</param>
/// <param name="High">Between these two it lies with 95 %.</param>
/// <param name="Sampling">Half of the part of that interval that more texts would make smaller.</param>
/// <param name="Samples">Over how many texts.</param>
public sealed record LossEstimate(double Loss, double Low, double High, double Sampling, int Samples)
{
    private const int Fewest = 24;
    private const double Normal95 = 1.96;

    // Of nDCG; no bound needs to be told from another more exactly.
    private const double Finest = 0.01;

    // The judge is not the truth: of what it sees, so much is lost on labelled queries, and all where nothing is found
    // any more. Calibrated on pairs of student and corpus with labels, bench/results/proof.md.
    private const double Share = 0.37;
    private const int Tail = 8;
    private const double Residual = 0.01;
    private const double ResidualSlope = 0.3;

    /// <summary>Whether the texts are enough to tell the loss from this bound.</summary>
    public bool Tells(double bound) => Samples >= Fewest && (Sampling <= Precision(bound) || Loss - Sampling > bound);

    /// <summary>So many texts would be enough.</summary>
    public int Enough(double bound)
    {
        var ratio = Sampling / Precision(bound);
        return Math.Max(Fewest, (int)Math.Ceiling(Samples * ratio * ratio));
    }

    /// <summary>
    /// From the losses of single texts where the active encoder's ranking is the judge (<see cref="TeacherJudge"/>).
    /// </summary>
    public static LossEstimate Of(IReadOnlyCollection<double> judged)
    {
        ArgumentNullException.ThrowIfNull(judged);
        if (judged.Count == 0)
            return new LossEstimate(0, 0, 1, 1, 0);
        var mean = Math.Max(0, judged.Average());
        var variance = judged.Sum(loss => (loss - mean) * (loss - mean)) / Math.Max(1, judged.Count - 1);
        var (loss, slope) = (At(mean, Share), SlopeAt(mean));
        var sampling = Normal95 * slope * Math.Sqrt(variance / judged.Count);
        var calibration = Normal95 * (Residual + (ResidualSlope * loss));
        var half = Math.Sqrt((sampling * sampling) + (calibration * calibration));
        return new LossEstimate(loss, Math.Max(-1, loss - half), Math.Min(1, loss + half), sampling, judged.Count);
    }

    /// <summary>The loss that goes with what the judge sees, of which so much is lost while it is not all.</summary>
    internal static double At(double judged, double share) =>
        (share * judged) + ((1 - share) * Math.Pow(judged, Tail));

    /// <summary>What the judge saw where this was the estimate.</summary>
    internal static double JudgedOf(double loss)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < 40; i++)
            (low, high) = At((low + high) / 2, Share) < loss ? ((low + high) / 2, high) : (low, (low + high) / 2);
        return low;
    }

    private static double SlopeAt(double mean) => Share + (Tail * (1 - Share) * Math.Pow(mean, Tail - 1));

    private static double Precision(double bound) => Math.Max(bound, Finest) / 2;
}
