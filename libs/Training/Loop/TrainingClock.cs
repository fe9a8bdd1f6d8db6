namespace Kale.Training.Loop;

/// <summary>The wall time that a run has taken, over all processes that had a part in it.</summary>
public sealed class TrainingClock(TimeProvider time)
{
    private TimeSpan _before;
    private long _started = time.GetTimestamp();

    /// <summary>So far.</summary>
    public TimeSpan Elapsed => _before + time.GetElapsedTime(_started);

    /// <summary>Goes on from what a checkpoint says; what this process did to get there is not counted again.</summary>
    public void GoOnFrom(TimeSpan elapsed) => (_before, _started) = (elapsed, time.GetTimestamp());
}
