namespace Kale.Rollouts.Reports;

/// <summary>Every check there is, in the order in which reports give them.</summary>
public static class CheckNames
{
    /// <summary>A replica loaded the bundle, verified its hashes and its own probes, and warmed it up.</summary>
    public const string Load = "load";

    /// <summary>Vectors have the space's dimensions, are finite and have the length they must have.</summary>
    public const string Vectors = "vectors";

    /// <summary>The registered reference's vectors are reproduced within the space's tolerance.</summary>
    public const string Probes = "probes";

    /// <summary>Mean overlap of the first ten hits with the active encoder's.</summary>
    public const string Overlap = "overlap@10";

    /// <summary>Mean Pearson correlation with the active encoder's scores of the same passages.</summary>
    public const string ScoreCorrelation = "score-correlation";

    /// <summary>Loss of nDCG@10 against the active encoder on the labelled set.</summary>
    public const string Ndcg = "ndcg@10";

    /// <summary>Loss of Recall@100 against the active encoder on the labelled set.</summary>
    public const string Recall = "recall@100";

    /// <summary>p95 of the time to encode a query, against the active encoder's.</summary>
    public const string Latency = "latency-p95";

    /// <summary>Searches that failed with the candidate.</summary>
    public const string ErrorRate = "error-rate";
}
