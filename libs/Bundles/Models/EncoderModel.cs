namespace Kale.Bundles;

/// <summary>A whole encoder in memory: what importers return, training makes and a bundle holds.</summary>
public sealed record EncoderModel
{
    /// <summary>Vector per text, or scores per pair.</summary>
    public BundleKind Kind { get; init; } = BundleKind.DualEncoder;

    /// <summary>The sizes.</summary>
    public required EncoderConfig Config { get; init; }

    /// <summary>The weights under their canonical names; see <see cref="EncoderTensors"/>.</summary>
    public required TensorSet Weights { get; init; }

    /// <summary>Text to token ids.</summary>
    public required TokenizerModel Tokenizer { get; init; }

    /// <summary>Token vectors to one vector; unused by cross encoders.</summary>
    public PoolingMode Pooling { get; init; } = PoolingMode.Mean;

    /// <summary>Whether vectors are scaled to length 1.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>What is put in front of queries and documents.</summary>
    public Prompts Prompts { get; init; } = Prompts.None;

    /// <summary>The longest input in tokens, class and separator tokens included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>How vectors are compared.</summary>
    public Metric Metric { get; init; } = Metric.Cosine;

    /// <summary>
    /// The indices that the layers had in the encoder they were cut from; all in order where nothing was cut.
    /// </summary>
    public IReadOnlyList<int> LayersKept
    {
        get => field ?? [.. Enumerable.Range(0, Config.Layers)];
        init;
    }

    /// <summary>
    /// Length of the vectors: the projection's where there is one, else the hidden size; 0 for a cross encoder.
    /// </summary>
    public int Dims => Kind == BundleKind.CrossEncoder ? 0
        : Weights.TryGet(EncoderTensors.ProjectionWeight, out var projection) ? projection.Shape[0]
        : Config.HiddenSize;

    /// <summary>
    /// The 64 hex digits (sha256) over everything that changes this encoder's output. Computed at each call, in the
    /// time it takes to hash the weights.
    /// </summary>
    public string Fingerprint => ModelFingerprint.Of(this);

    /// <summary>
    /// The tensors that this encoder uses, with their shapes; others in <see cref="Weights"/> are ignored.
    /// </summary>
    public IEnumerable<(string Name, int[] Shape)> UsedTensors =>
        Kind == BundleKind.CrossEncoder ? EncoderTensors.Backbone(Config).Concat(EncoderTensors.Classifier(Config))
        : Weights.TryGet(EncoderTensors.ProjectionWeight, out _)
            ? EncoderTensors.Backbone(Config).Concat(EncoderTensors.Projection(Config, Dims))
        : EncoderTensors.Backbone(Config);

    /// <summary>Returns this model if its parts fit each other.</summary>
    /// <exception cref="BundleException">
    /// A tensor is missing, of the wrong shape or not finite, or two sizes disagree.
    /// </exception>
    public EncoderModel Validated() => EncoderModelRules.Checked(this);
}
