namespace Kale.Training.Loop;

/// <summary>Where a loop is, apart from its tensors; a checkpoint's loop.json.</summary>
internal sealed record LoopState
{
    /// <summary>The mean of the losses forgets half of a step's part in about 35 more.</summary>
    private const double Forgetting = 0.02;

    /// <summary>Steps done.</summary>
    public long Step { get; init; }

    /// <summary>By the run's clock.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Of the clock when the first step began: what came before is no part of the schedule.</summary>
    public TimeSpan Began { get; init; }

    public long Texts { get; init; }

    /// <summary>Of the last steps; null before the first.</summary>
    public double? MeanLoss { get; init; }

    /// <summary>The best evaluation; null before the first.</summary>
    public BestEvaluation? Best { get; init; }

    /// <summary>Evaluations since the best one.</summary>
    public int Misses { get; init; }

    /// <summary>Whether there is nothing left to do but to publish.</summary>
    public bool Ended { get; init; }

    public LoopState After(double loss, int texts) => this with
    {
        Step = Step + 1,
        Texts = Texts + texts,
        MeanLoss = MeanLoss is { } mean ? mean + (Forgetting * (loss - mean)) : loss,
    };
}

/// <param name="Step">Steps done when it was made.</param>
/// <param name="Metrics">In their order; the first decides.</param>
internal sealed record BestEvaluation(long Step, IReadOnlyList<KeyValuePair<string, double>> Metrics);
