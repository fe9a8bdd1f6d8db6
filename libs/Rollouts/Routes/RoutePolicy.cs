namespace Kale.Rollouts.Routes;

/// <summary>What a candidate of a route must show, and how its rollout behaves.</summary>
public sealed record RoutePolicy
{
    /// <summary>A gated candidate may become active without shadow and canary; default false.</summary>
    public bool AllowDirectPromotion { get; init; }

    /// <summary>How long the replaced encoder stays loaded for an instant rollback; default 10 minutes.</summary>
    public TimeSpan KeepWarm { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Largest loss of nDCG@10 on any live collection, as a share of the active encoder's, estimated from the
    /// collection's own texts; default 0.04.
    /// </summary>
    public double MaxLoss { get; init; } = 0.04;

    /// <summary>
    /// Smallest mean overlap@10 with the active encoder, in the gate on each collection and in traffic; default 0.4:
    /// what is lost is <see cref="MaxLoss"/>'s to say.
    /// </summary>
    public double MinOverlapAt10 { get; init; } = 0.4;

    /// <summary>
    /// Smallest mean Pearson correlation of scores with the active encoder's in the gate on each collection; default
    /// -1, which asks for none.
    /// </summary>
    public double MinScoreCorrelation { get; init; } = -1;

    /// <summary>
    /// Smallest share of the space's probes whose vector finds the reference's vector of the same text among those of
    /// all probes; default 0.5. 0 asks for none, and they may lie anywhere.
    /// </summary>
    public double MinProbesFound { get; init; } = 0.5;

    /// <summary>Smallest cosine to the reference that each probe must have; default -1, which asks for none.</summary>
    public double MinProbeCosine { get; init; } = -1;

    /// <summary>
    /// Largest share of a collection's words that the candidate may place among those of another meaning; default
    /// 0.003.
    /// </summary>
    public double MaxLostWords { get; init; } = 0.003;

    /// <summary>
    /// A collection with too few texts to say what is lost on it does not stop a candidate; default false.
    /// </summary>
    public bool AcceptUnproved { get; init; }

    /// <summary>Largest loss of nDCG@10 on the route's labelled set, if it has one; default 0.03.</summary>
    public double MaxNdcgLoss { get; init; } = 0.03;

    /// <summary>Largest loss of Recall@100 on the route's labelled set, if it has one; default 0.03.</summary>
    public double MaxRecallLoss { get; init; } = 0.03;

    /// <summary>
    /// Largest ratio of the candidate's p95 latency to the active encoder's, beyond the slack; default 1.5.
    /// </summary>
    public double MaxLatencyRatio { get; init; } = 1.5;

    /// <summary>What p95 may be above the ratio: timers and machines are noisy; default 5 ms.</summary>
    public TimeSpan LatencySlack { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Largest share of failed searches in traffic, beyond the active encoder's own; default 0.01.</summary>
    public double MaxErrorRate { get; init; } = 0.01;

    /// <summary>Observations before traffic is judged; default 50.</summary>
    public int MinObservations { get; init; } = 50;

    /// <summary>
    /// A canary that has been within the policy over this many observations is promoted;
    /// 0, the default: never by itself.
    /// </summary>
    public int PromoteAfterObservations { get; init; }

    /// <summary>Of searches, run in shadow when a rollout starts without a share of its own; default 0.2.</summary>
    public double ShadowShare { get; init; } = 0.2;

    /// <summary>Of searches, answered by a canary that was given no share of its own; default 0.05.</summary>
    public double CanaryShare { get; init; } = 0.05;

    /// <summary>How long the gate waits for a replica that has the candidate ready; default 5 minutes.</summary>
    public TimeSpan GatePatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What cannot be meant, or null.</summary>
    internal string? Problem()
    {
        double[] shares =
        [
            MaxLoss, MinOverlapAt10, MinProbesFound, MaxLostWords, MaxNdcgLoss, MaxRecallLoss, MaxErrorRate,
            ShadowShare, CanaryShare,
        ];
        return shares.Any(share => share is not (>= 0 and <= 1))
            ? "an overlap, loss, rate or share is not within 0 and 1"
            : MinScoreCorrelation is not (>= -1 and <= 1) || MinProbeCosine is not (>= -1 and <= 1)
                ? "a correlation or cosine is not within -1 and 1"
            : MaxLatencyRatio is not (> 0 and < double.PositiveInfinity) ? "the latency ratio is not above 0"
            : ShadowShare == 0 || CanaryShare == 0 ? "a share is 0"
            : MinObservations < 1 || PromoteAfterObservations < 0 ? "a number of observations is too small"
            : KeepWarm < TimeSpan.Zero || LatencySlack < TimeSpan.Zero || GatePatience <= TimeSpan.Zero
                ? "a time is negative"
            : null;
    }
}
