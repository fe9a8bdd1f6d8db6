namespace Kale.Training.Loop;

/// <summary>What a loop is part of: its seed and its device, where its checkpoints lie, and who hears of it.</summary>
public interface ITrainingRun
{
    /// <summary>Batches and dropout follow from it and the step alone.</summary>
    ulong Seed { get; }

    /// <summary>Where the network is.</summary>
    TrainingDevice Device { get; }

    /// <summary>Where the run's state outlives it.</summary>
    CheckpointStore Checkpoints { get; }

    /// <summary>Reports how far the work is; call it as often as you like.</summary>
    /// <param name="stage">What is being done: <c>teacher vectors</c>, <c>training</c>.</param>
    /// <param name="step">Done steps of the stage.</param>
    /// <param name="totalSteps">All steps of the stage; 0 where not known.</param>
    /// <param name="loss">Of this step; null in stages that do not train.</param>
    /// <param name="texts">Texts gone through in this stage.</param>
    /// <param name="timeLeft">If known better than by the steps left.</param>
    /// <exception cref="TrainingException">LossNotFinite.</exception>
    void Progress(
        string stage, long step, long totalSteps, double? loss = null, long texts = 0, TimeSpan? timeLeft = null);

    /// <summary>Reports what was measured at a step.</summary>
    void Evaluated(long step, IReadOnlyDictionary<string, double> metrics);

    /// <summary>Tells whoever watches.</summary>
    void Message(string text);
}
