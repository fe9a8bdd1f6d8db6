namespace Kale.Training.Loop;

/// <summary>
/// How much of a run is over, by whichever of its bounds is nearer, and the learning rate that goes with it. As long as
/// steps or epochs are the nearer bound, the rate follows from the step alone, so that a resumed run computes the same.
/// What comes before the first step takes of the time, but leaves half of it: on a slow machine nothing is thrown away.
/// </summary>
/// <param name="settings">The bounds and the schedule.</param>
/// <param name="totalSteps">By steps and epochs; 0: only time ends the run.</param>
internal sealed class LearningRateCourse(TrainingSettings settings, long totalSteps)
{
    public bool IsOver(LoopState state, TimeSpan elapsed) =>
        (totalSteps > 0 && state.Step >= totalSteps) || elapsed >= End(state);

    public double At(LoopState state, TimeSpan elapsed)
    {
        var byTime = TimeShare(state, elapsed);
        var byStep = totalSteps > 0 ? state.Step / (double)totalSteps : 0;
        // As many steps as there will be if the rest goes on like this.
        var steps = byTime <= byStep && totalSteps > 0 ? totalSteps
            : byTime > 0 ? (long)Math.Ceiling(state.Step / byTime)
            : long.MaxValue;
        return settings.LearningRate * LearningRates.Factor(settings.Schedule, state.Step, settings.WarmupSteps, steps);
    }

    /// <summary>Null: not known by time.</summary>
    public TimeSpan? TimeLeft(LoopState state, TimeSpan elapsed)
    {
        if (End(state) is not { } end)
            return null;
        var byTime = end > elapsed ? end - elapsed : TimeSpan.Zero;
        var perStep = state.Step > 0 ? (elapsed - state.Began) / state.Step : TimeSpan.Zero;
        var bySteps = totalSteps > 0 && state.Step > 0 ? perStep * (totalSteps - state.Step) : byTime;
        return bySteps < byTime ? bySteps : byTime;
    }

    /// <summary>When the clock ends the run; null: it does not.</summary>
    public TimeSpan? End(LoopState state) => settings.Time is { } time
        ? TimeSpan.FromTicks(Math.Max(time.Ticks, state.Began.Ticks + (time.Ticks / 2)))
        : null;

    private double TimeShare(LoopState state, TimeSpan elapsed) => End(state) is { } end && end > state.Began
        ? Math.Clamp((elapsed - state.Began) / (end - state.Began), 0, 1)
        : 0;
}
