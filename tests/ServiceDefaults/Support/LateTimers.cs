namespace Kale.ServiceDefaults.Tests.Support;

/// <summary>
/// Timers that ring when they are told to, also those that were disposed of meanwhile: a real one does so when its
/// callback began in the moment in which it was disposed of.
/// </summary>
public sealed class LateTimers : TimeProvider
{
    private readonly List<Action> _timers = [];
    private readonly Lock _lock = new();

    /// <summary>Timers made so far.</summary>
    public int Count
    {
        get { lock (_lock) { return _timers.Count; } }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock) { _timers.Add(() => callback(state)); }
        return new Silent();
    }

    /// <summary>Rings every timer that was ever made.</summary>
    public void RingAll()
    {
        Action[] timers;
        lock (_lock) { timers = [.. _timers]; }
        Array.ForEach(timers, ring => ring());
    }

    private sealed class Silent : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
