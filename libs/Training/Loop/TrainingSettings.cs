namespace Kale.Training.Loop;

/// <summary>How a network is trained. Each recipe has settings of its own that requests change one by one.</summary>
public sealed record TrainingSettings
{
    /// <summary>Texts, pairs or groups in a batch.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The highest rate, reached after warm-up.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>A name in <see cref="LearningRates.All"/>.</summary>
    public string Schedule { get; init; } = "linear";

    /// <summary>Steps in which the rate rises to its highest.</summary>
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

    /// <summary>Share of activations and attention weights dropped, 0 to below 1.</summary>
    public double Dropout { get; init; }

    /// <summary>Steps from one checkpoint to the next.</summary>
    public int CheckpointEvery { get; init; } = 500;

    /// <summary>Steps from one evaluation to the next. 0: never, also not at the end.</summary>
    public int EvaluateEvery { get; init; }

    /// <summary>Evaluations in a row without a better one that end the run; 0: none do.</summary>
    public int Patience { get; init; }

    /// <summary>The steps that end the run; 0 where only time does.</summary>
    /// <param name="stepsPerEpoch">Batches of an epoch.</param>
    public long TotalSteps(long stepsPerEpoch)
    {
        var byEpochs = (long)Math.Ceiling(Epochs * stepsPerEpoch);
        return Steps == 0 ? byEpochs : byEpochs == 0 ? Steps : Math.Min(Steps, byEpochs);
    }
}
