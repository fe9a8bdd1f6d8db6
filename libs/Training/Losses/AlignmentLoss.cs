using static TorchSharp.torch;

namespace Kale.Training.Losses;

/// <summary>A distance between a student's vectors and its teacher's.</summary>
/// <param name="Source">The paper and equation.</param>
/// <param name="TakesTemperature">Whether the temperature means anything to it.</param>
/// <param name="Of">
/// Student [batch, dims], teacher [batch, dims] and temperature to the mean over the batch, a scalar.
/// </param>
public sealed record AlignmentLoss(string Source, bool TakesTemperature, Func<Tensor, Tensor, double, Tensor> Of);
