using Kale.Training;
using Kale.Training.Loop;
using Kale.Training.Losses;
using Kale.V1;
using LossTerm = Kale.Training.Losses.LossTerm;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>
/// How an alignment is done where a request does not say: for minutes on two cores, which no published recipe is. What
/// comes of it is measured by the benchmarks <c>kale-scifact</c>, <c>kale-medquad</c> and <c>losses</c>.
/// </summary>
internal static class AlignmentDefaults
{
    public const int Texts = 20_000;

    public const double HeldOutFraction = 0.02;

    /// <summary>Of the texts, of no subject; where collections are read.</summary>
    public const double GeneralShare = 0.1;

    private static readonly LossTerm s_loss = new("cosine");

    private static readonly TrainingSettings s_settings = new()
    {
        BatchSize = 64,
        LearningRate = 1e-3,
        Schedule = "linear",
        WarmupSteps = 30,
        Epochs = 10,
        Time = TimeSpan.FromSeconds(285),
        MaxTokens = 48,
        EvaluateEvery = 250,
        Patience = 8,
    };

    public static TrainingSettings Settings(Optimization? asked, int maxTokens) =>
        (s_settings with { MaxTokens = Math.Min(s_settings.MaxTokens, maxTokens) }).With(asked);

    /// <exception cref="TrainingException">An unknown loss, or a weight or temperature that is not above 0.</exception>
    public static AlignmentObjective Objective(IReadOnlyCollection<V1.LossTerm> asked) => new(
        asked.Count == 0 ? [s_loss] : [.. asked.Select(Term)]);

    private static LossTerm Term(V1.LossTerm asked) => new(
        asked.Name, asked.Weight == 0 ? 1 : asked.Weight, asked.Temperature == 0 ? 1 : asked.Temperature);
}
