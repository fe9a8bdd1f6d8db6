using Kale.V1;

namespace Kale.Trainer.Learning;

/// <summary>How a network is trained. Each recipe has settings of its own that requests change one by one.</summary>
internal sealed record TrainingSettings
{
    /// <summary>Texts, pairs or groups in a batch.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The highest rate, reached after warm-up.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>A name in <see cref="Models.Schedules.LearningRates.All"/>.</summary>
    public string Schedule { get; init; } = "linear";

    public int WarmupSteps { get; init; }

    /// <summary>AdamW's, on matrices; biases and LayerNorms are left alone.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Gradients of a larger norm are scaled down to it; 0: never.</summary>
    public double MaxGradientNorm { get; init; }

    /// <summary>0: no bound by steps.</summary>
    public long Steps { get; init; }

    /// <summary>0: no bound by epochs.</summary>
    public double Epochs { get; init; }

    /// <summary>Wall time by the clock that the loop is given; null: no bound by time.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Texts are cut to so many tokens in training.</summary>
    public int MaxTokens { get; init; } = 128;

    public double Dropout { get; init; }

    public int CheckpointEvery { get; init; } = 500;

    /// <summary>0: never, also not at the end.</summary>
    public int EvaluateEvery { get; init; }

    /// <summary>Evaluations in a row without a better one that end the run; 0: none do.</summary>
    public int Patience { get; init; }

    /// <summary>
    /// These settings, with what a request says put in; a bound of any kind replaces all bounds of these.
    /// </summary>
    public TrainingSettings With(Optimization? asked) => asked is null ? this : WithBounds(asked) with
    {
        BatchSize = asked.BatchSize > 0 ? (int)asked.BatchSize : BatchSize,
        LearningRate = asked.LearningRate > 0 ? asked.LearningRate : LearningRate,
        Schedule = asked.Schedule.Length > 0 ? asked.Schedule : Schedule,
        WarmupSteps = asked.HasWarmupSteps ? (int)asked.WarmupSteps : WarmupSteps,
        WeightDecay = asked.HasWeightDecay ? asked.WeightDecay : WeightDecay,
        MaxTokens = asked.HasMaxTokens ? (int)asked.MaxTokens : MaxTokens,
        Dropout = asked.HasDropout ? asked.Dropout : Dropout,
        CheckpointEvery = asked.CheckpointEverySteps > 0 ? (int)asked.CheckpointEverySteps : CheckpointEvery,
        EvaluateEvery = asked.EvaluateEverySteps > 0 ? (int)asked.EvaluateEverySteps : EvaluateEvery,
    };

    /// <summary>The steps that end the run; 0 where only time does.</summary>
    /// <param name="stepsPerEpoch">Batches of an epoch.</param>
    public long TotalSteps(long stepsPerEpoch)
    {
        var byEpochs = (long)Math.Ceiling(Epochs * stepsPerEpoch);
        return Steps == 0 ? byEpochs : byEpochs == 0 ? Steps : Math.Min(Steps, byEpochs);
    }

    private TrainingSettings WithBounds(Optimization asked) => asked is { Steps: 0, Epochs: 0, Time: null }
        ? this
        : this with { Steps = (long)asked.Steps, Epochs = asked.Epochs, Time = asked.Time?.ToTimeSpan() };
}
