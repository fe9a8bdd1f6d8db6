namespace Kale.Rollouts.Routes;

/// <summary>What a candidate of a route must show, and how its rollout behaves.</summary>
public sealed record RoutePolicy
{
    /// <summary>A gated candidate may become active without shadow and canary; default false.</summary>
    public bool AllowDirectPromotion { get; init; }

    /// <summary>How long the replaced encoder stays loaded for an instant rollback; default 10 minutes.</summary>
    public TimeSpan KeepWarm { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Smallest mean overlap@10 with the active encoder, in the gate and in traffic; default 0.7.</summary>
    public double MinOverlapAt10 { get; init; } = 0.7;

    /// <summary>Smallest mean Pearson correlation of scores with the active encoder's in the gate; default 0.8.</summary>
    public double MinScoreCorrelation { get; init; } = 0.8;

    /// <summary>Largest loss of nDCG@10 on the route's labelled set, if it has one; default 0.03.</summary>
    public double MaxNdcgLoss { get; init; } = 0.03;

    /// <summary>Largest ratio of the candidate's p95 latency to the active encoder's; default 1.5.</summary>
    public double MaxLatencyRatio { get; init; } = 1.5;

    /// <summary>Largest share of failed searches in traffic; default 0.01.</summary>
    public double MaxErrorRate { get; init; } = 0.01;

    /// <summary>Observations before traffic is judged; default 50.</summary>
    public int MinObservations { get; init; } = 50;

    /// <summary>A canary that has been within the policy over this many observations is promoted; 0, the default: never by itself.</summary>
    public int PromoteAfterObservations { get; init; }
}
