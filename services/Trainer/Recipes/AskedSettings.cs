using Kale.Training.Loop;
using Kale.V1;

namespace Kale.Trainer.Recipes;

/// <summary>A recipe's own settings under what a request asks for.</summary>
internal static class AskedSettings
{
    /// <summary>
    /// These settings, with what a request says put in; a bound of any kind replaces all bounds of these.
    /// </summary>
    public static TrainingSettings With(this TrainingSettings own, Optimization? asked) =>
        asked is null ? own : own.WithBounds(asked) with
        {
            BatchSize = asked.BatchSize > 0 ? (int)asked.BatchSize : own.BatchSize,
            LearningRate = asked.LearningRate > 0 ? asked.LearningRate : own.LearningRate,
            Schedule = asked.Schedule.Length > 0 ? asked.Schedule : own.Schedule,
            WarmupSteps = asked.HasWarmupSteps ? (int)asked.WarmupSteps : own.WarmupSteps,
            WeightDecay = asked.HasWeightDecay ? asked.WeightDecay : own.WeightDecay,
            MaxTokens = asked.HasMaxTokens ? (int)asked.MaxTokens : own.MaxTokens,
            Dropout = asked.HasDropout ? asked.Dropout : own.Dropout,
            CheckpointEvery = asked.CheckpointEverySteps > 0 ? (int)asked.CheckpointEverySteps : own.CheckpointEvery,
            EvaluateEvery = asked.EvaluateEverySteps > 0 ? (int)asked.EvaluateEverySteps : own.EvaluateEvery,
        };

    private static TrainingSettings WithBounds(this TrainingSettings own, Optimization asked) =>
        asked is { Steps: 0, Epochs: 0, Time: null }
            ? own
            : own with { Steps = (long)asked.Steps, Epochs = asked.Epochs, Time = asked.Time?.ToTimeSpan() };
}
