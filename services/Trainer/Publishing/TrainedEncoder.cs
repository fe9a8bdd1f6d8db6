using Kale.Bundles;

namespace Kale.Trainer.Publishing;

/// <summary>What a recipe has made, and what its bundle says of it.</summary>
internal sealed record TrainedEncoder
{
    /// <summary>The whole encoder, all rows of its embeddings included.</summary>
    public required EncoderModel Model { get; init; }

    /// <summary>
    /// What it was aligned to, whose space it speaks; null for a cross encoder, and for a dual encoder with a space of
    /// its own.
    /// </summary>
    public Bundle? Teacher { get; init; }

    /// <summary>
    /// The space of an untied pair, of which <see cref="Model"/> is one side; null: the teacher's, or one of its own.
    /// </summary>
    public SpaceDefinition? Space { get; init; }

    /// <summary>In words: <c>aligned to minilm, layers 0 and 5</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Bundle ids of other encoders that taught it; unused where <see cref="Teacher"/> is there.</summary>
    public string TaughtBy { get; init; } = "";

    /// <summary>Of the training data.</summary>
    public required string DataHash { get; init; }

    /// <summary>What the training data was drawn from.</summary>
    public IReadOnlyList<TextSource> AlignedOn { get; init; } = [];

    public required string Loss { get; init; }

    public required long Steps { get; init; }

    /// <summary>
    /// Measured quality by name, such as <c>scifact/ndcg@10</c>; nothing that changes from run to run, as times do.
    /// </summary>
    public IReadOnlyDictionary<string, double> Quality { get; init; } = new Dictionary<string, double>();
}
