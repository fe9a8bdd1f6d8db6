namespace Kale.Rollouts.Reports;

/// <summary>Every check there is, in the order in which reports give them.</summary>
public static class CheckNames
{
    /// <summary>A replica loaded the bundle, verified its hashes and its own probes, and warmed it up.</summary>
    public const string Load = "load";

    /// <summary>Vectors have the space's dimensions, are finite and have the length they must have.</summary>
    public const string Vectors = "vectors";

    /// <summary>
    /// Vectors of the space's probes find the reference's vectors of the same texts: the space's language is spoken.
    /// </summary>
    public const string Probes = "probes";

    /// <summary>Whether the bundle says that it was aligned on a live collection; stops nothing.</summary>
    public const string AlignedOn = "aligned-on";

    /// <summary>The same with texts of a live collection, against the active encoder.</summary>
    public const string Language = "language";

    /// <summary>Not the active encoder with damage in places: the same on some texts and different on others.</summary>
    public const string Damage = "damage";

    /// <summary>
    /// Dimension by dimension the vectors of a live collection's texts follow the active encoder's, and they are not
    /// all moved the same way.
    /// </summary>
    public const string Dimensions = "dimensions";

    /// <summary>
    /// The same with single words of a live collection, so that each row of the encoder's table is seen.
    /// </summary>
    public const string Vocabulary = "vocabulary";

    /// <summary>What a live collection loses in nDCG@10, estimated from its own texts.</summary>
    public const string Loss = "loss";

    /// <summary>Mean overlap of the first ten hits with the active encoder's.</summary>
    public const string Overlap = "overlap@10";

    /// <summary>Mean Pearson correlation with the active encoder's scores of the same passages.</summary>
    public const string ScoreCorrelation = "score-correlation";

    /// <summary>Mean Spearman correlation with the active encoder's order of the same passages.</summary>
    public const string RankAgreement = "rank-agreement";

    /// <summary>Loss of nDCG@10 against the active encoder on the labelled set.</summary>
    public const string Ndcg = "ndcg@10";

    /// <summary>Loss of Recall@100 against the active encoder on the labelled set.</summary>
    public const string Recall = "recall@100";

    /// <summary>p95 of the time to encode a query, against the active encoder's.</summary>
    public const string Latency = "latency-p95";

    /// <summary>Searches that failed with the candidate.</summary>
    public const string ErrorRate = "error-rate";
}
