using Kale.Native;

namespace Kale.LocalQdrant.Points;

/// <summary>
/// Gives memory back after bulk loads. The runtime keeps what requests used for later requests; after tens of thousands
/// of points that is a good part of the vectors' own size, and on a machine of modest memory it is wanted elsewhere.
/// While somebody searches, a collection runs beside the searches, none of which waits for it, and gives back little;
/// the one that stops the process and gives back the rest waits for a second in which nobody did.
/// </summary>
internal sealed class MemoryTrim : IAsyncDisposable
{
    private const long LeastBytes = 4 << 20;

    // Of what is in use: a large heap takes longer to collect, and loses less to waste.
    private const int LeastPart = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly PeriodicTimer _timer;
    private readonly Task _watching;
    private long _written, _searches;

    public MemoryTrim(TimeProvider time)
    {
        _timer = new PeriodicTimer(Pause, time);
        _watching = WatchAsync();
    }

    /// <summary>Tells of points written or read back.</summary>
    public void Wrote(long bytes) => Interlocked.Add(ref _written, bytes);

    /// <summary>Tells of a search.</summary>
    public void Searched() => Interlocked.Increment(ref _searches);

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _watching;
    }

    private async Task WatchAsync()
    {
        long writtenBefore = 0, searchesBefore = 0, collected = 0, compacted = 0;
        while (await _timer.WaitForNextTickAsync())
        {
            var (written, searches) = (Volatile.Read(ref _written), Volatile.Read(ref _searches));
            if (written == writtenBefore && searches == searchesBefore && IsWorthwhile(written - compacted))
            {
                Compact();
                collected = compacted = written;
            }
            else if (written == writtenBefore && IsWorthwhile(written - collected))
            {
                Collect();
                collected = written;
            }

            (writtenBefore, searchesBefore) = (written, searches);
        }
    }

    private static bool IsWorthwhile(long written) =>
        written >= Math.Max(LeastBytes, GC.GetTotalMemory(false) / LeastPart);

    private static void Compact()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
    }

    private static void Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        NativeHeap.Trim();
    }
}
