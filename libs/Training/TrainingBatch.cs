using Kale.Bundles;

namespace Kale.Training;

/// <summary>What a training step has in memory at once.</summary>
/// <param name="Config">Of the network.</param>
/// <param name="Examples">In a batch.</param>
/// <param name="Tokens">Of the longest text.</param>
/// <param name="Dropout">Whether there is any; its masks are kept for the way back.</param>
public sealed record TrainingBatch(EncoderConfig Config, int Examples, int Tokens, bool Dropout)
{
    /// <summary>Texts or pairs of an example: a query with its answer and negatives.</summary>
    public int TextsEach { get; init; } = 1;

    /// <summary>Networks that learn: two where queries and documents have one each.</summary>
    public int Networks { get; init; } = 1;

    /// <summary>Texts in a batch.</summary>
    public long Texts => (long)Examples * TextsEach;

    /// <summary>Numbers that the networks learn.</summary>
    public double Weights => Networks * EncoderTensors.Backbone(Config)
        .Concat(Config.Labels > 0 ? EncoderTensors.Classifier(Config) : [])
        .Sum(tensor => tensor.Shape.Aggregate(1.0, (product, size) => product * size));

    /// <summary>For messages.</summary>
    public override string ToString() =>
        $"A batch of {Examples}{(TextsEach > 1 ? $" × {TextsEach}" : "")} texts of {Tokens} tokens";
}
