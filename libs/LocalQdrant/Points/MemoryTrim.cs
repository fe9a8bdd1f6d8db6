namespace Kale.LocalQdrant.Points;

/// <summary>
/// Gives memory back after bulk loads. The runtime keeps what requests used for later requests; after tens of thousands
/// of points that is a good part of the vectors' own size, and on a machine of modest memory it is wanted elsewhere.
/// One collection when writes have paused costs less than holding on to it.
/// </summary>
internal sealed class MemoryTrim : IAsyncDisposable
{
    private const long WorthBytes = 16 << 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly PeriodicTimer _timer;
    private readonly Task _watching;
    private long _written;

    public MemoryTrim(TimeProvider time)
    {
        _timer = new PeriodicTimer(Pause, time);
        _watching = WatchAsync();
    }

    /// <summary>Tells of points written or read back.</summary>
    public void Wrote(long bytes) => Interlocked.Add(ref _written, bytes);

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _watching;
    }

    private async Task WatchAsync()
    {
        long before = 0, trimmed = 0;
        while (await _timer.WaitForNextTickAsync())
        {
            var written = Volatile.Read(ref _written);
            if (written == before && written - trimmed >= WorthBytes)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                trimmed = written;
            }
            before = written;
        }
    }
}
