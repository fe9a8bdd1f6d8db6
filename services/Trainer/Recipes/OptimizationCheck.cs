using Kale.ServiceDefaults.Errors;
using Kale.Training.Loop;
using Kale.V1;

namespace Kale.Trainer.Recipes;

/// <summary>What is wrong with the optimization that a request asks for.</summary>
internal static class OptimizationCheck
{
    private const int MaxBatch = 65_536;
    private const int MinTokens = 3;

    /// <param name="check">Collects.</param>
    /// <param name="field">The field's name below the spec.</param>
    /// <param name="asked">The field; null where the recipe's own settings do.</param>
    /// <param name="maxTokens">The longest input that the encoder takes; null where it is not known yet.</param>
    public static void Add(RequestCheck check, string field, Optimization? asked, int? maxTokens)
    {
        if (asked is null)
            return;
        void Require(bool holds, string name, string otherwise)
        {
            if (!holds)
                check.Violation($"{field}.{name}", otherwise);
        }

        Require(asked.BatchSize <= MaxBatch, "batch_size", $"must be at most {MaxBatch:N0}");
        Require(asked.LearningRate is >= 0 and <= 1, "learning_rate",
            "must be above 0 and at most 1; 0 for the recipe's own");
        Require(asked.Schedule.Length == 0 || LearningRates.All.Names.Contains(asked.Schedule), "schedule",
            $"must be one of {string.Join(", ", LearningRates.All.Names)}");
        Require(asked.WarmupSteps <= int.MaxValue, "warmup_steps", "must be below 2,147,483,648");
        Require(asked.WeightDecay is >= 0 and < 1, "weight_decay", "must be 0 to below 1");
        Require(asked.Steps <= long.MaxValue, "steps", "must be below 2^63");
        Require(asked.Epochs is >= 0 and <= 1e6, "epochs", "must be 0 to 1,000,000");
        Require(asked.Time is null || IsWithinAYear(asked.Time), "time", "must be above 0 and at most a year");
        Require(!asked.HasMaxTokens || IsLength(asked.MaxTokens, maxTokens), "max_tokens",
            $"must be {MinTokens} to {maxTokens ?? 512}, what the encoder takes; leave it out for the recipe's own");
        Require(!asked.HasDropout || asked.Dropout is >= 0 and < 1, "dropout", "must be 0 to below 1");
        Require(asked.CheckpointEverySteps <= int.MaxValue, "checkpoint_every_steps", "must be below 2,147,483,648");
        Require(asked.EvaluateEverySteps <= int.MaxValue, "evaluate_every_steps", "must be below 2,147,483,648");
    }

    private static bool IsLength(uint tokens, int? maxTokens) =>
        tokens >= MinTokens && tokens <= (maxTokens ?? int.MaxValue);

    private static bool IsWithinAYear(Google.Protobuf.WellKnownTypes.Duration time) =>
        (time.Seconds, time.Nanos) is ( >= 0, >= 0) and not (0, 0) && time.Seconds <= 366 * 86_400;
}
