namespace Kale.Training.Weights;

/// <summary>A rule for which layers of an encoder a student keeps.</summary>
/// <param name="Source">Where the rule comes from.</param>
/// <param name="Choose">From the encoder's layers and how many to keep to their indices, ascending.</param>
public sealed record LayerPlan(string Source, Func<int, int, int[]> Choose);
