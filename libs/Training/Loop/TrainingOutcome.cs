namespace Kale.Training.Loop;

/// <summary>How a run ended; the network has the weights of its best evaluation.</summary>
/// <param name="Steps">That were done.</param>
/// <param name="Loss">The mean of the last steps'.</param>
/// <param name="Metrics">Of the best evaluation; none where there was none.</param>
/// <param name="BestStep">Of the weights that the network has.</param>
/// <param name="Elapsed">By the run's clock.</param>
public sealed record TrainingOutcome(
    long Steps, double Loss, IReadOnlyDictionary<string, double> Metrics, long BestStep, TimeSpan Elapsed);
