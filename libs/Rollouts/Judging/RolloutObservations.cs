namespace Kale.Rollouts.Judging;

/// <summary>What one gateway has seen of a candidate since it reached its stage.</summary>
/// <param name="Active">Searches answered by the active encoder.</param>
/// <param name="Candidate">Searches run with the candidate: answered by it in canary, beside the answer in
/// shadow.</param>
/// <param name="Compared">Searches run with both.</param>
/// <param name="Dropped">Comparisons left out under pressure.</param>
/// <param name="MeanOverlapAt10">Of the compared.</param>
/// <param name="MeanRankCorrelation">Of the compared.</param>
public sealed record RolloutObservations(
    EncoderTraffic Active,
    EncoderTraffic Candidate,
    int Compared,
    int Dropped,
    double MeanOverlapAt10,
    double MeanRankCorrelation)
{
    /// <summary>Nothing yet.</summary>
    public static RolloutObservations None { get; } = new(EncoderTraffic.None, EncoderTraffic.None, 0, 0, 0, 0);
}

/// <summary>Searches run with one encoder.</summary>
/// <param name="Searches">Failed ones included.</param>
/// <param name="Errors">Those that failed for the encoder's fault.</param>
/// <param name="Timed">Those whose time of encoding is known.</param>
/// <param name="P50">Time of encoding a query.</param>
/// <param name="P95">Time of encoding a query.</param>
public sealed record EncoderTraffic(int Searches, int Errors, int Timed, TimeSpan P50, TimeSpan P95)
{
    /// <summary>Nothing yet.</summary>
    public static EncoderTraffic None { get; } = new(0, 0, 0, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Errors of all searches; 0 of none.</summary>
    public double ErrorRate => Searches == 0 ? 0 : Errors / (double)Searches;
}
