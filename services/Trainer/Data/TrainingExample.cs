namespace Kale.Trainer.Data;

/// <summary>
/// A query with documents that answer it and documents that do not; scores of a teacher where the data has them.
/// </summary>
/// <param name="Query">Its text.</param>
/// <param name="Positives">Contents of relevant documents; at least one.</param>
/// <param name="Negatives">Contents of others; maybe none.</param>
internal sealed record TrainingExample(
    string Query, IReadOnlyList<string> Positives, IReadOnlyList<string> Negatives)
{
    /// <summary>One for each positive, or none at all.</summary>
    public IReadOnlyList<double> PositiveScores { get; init; } = [];

    /// <summary>One for each negative, or none at all.</summary>
    public IReadOnlyList<double> NegativeScores { get; init; } = [];
}
