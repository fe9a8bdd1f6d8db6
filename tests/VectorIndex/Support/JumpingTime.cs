using System.Collections.Concurrent;

namespace Kale.VectorIndex.Tests.Support;

/// <summary>A clock on which every wait is over at once: it jumps to its end and remembers how long it was.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private long _ticks = DateTimeOffset.UnixEpoch.Ticks;

    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Enqueue(dueTime);
        Interlocked.Add(ref _ticks, dueTime.Ticks);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
