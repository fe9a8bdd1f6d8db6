using System.Runtime.InteropServices;

namespace Kale.LocalQdrant.Points;

/// <summary>
/// Gives memory back after bulk loads. The runtime keeps what requests used for later requests; after tens of thousands
/// of points that is a good part of the vectors' own size, and on a machine of modest memory it is wanted elsewhere.
/// One collection when writes have paused costs less than holding on to it.
/// </summary>
internal sealed class MemoryTrim : IAsyncDisposable
{
    private const long LeastBytes = 4 << 20;
    private const int LeastPart =
        32; // of what is in use: a large heap takes longer to collect, and loses less to waste
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
            if (written == before && written - trimmed >= Math.Max(LeastBytes, GC.GetTotalMemory(false) / LeastPart))
            {
                Trim();
                trimmed = written;
            }
            before = written;
        }
    }

    private static unsafe void Trim()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // glibc keeps what native code freed, the compiler's work space first of all; other C libraries do not.
        if (NativeLibrary.TryLoad("libc.so.6", out var libc)
            && NativeLibrary.TryGetExport(libc, "malloc_trim", out var trim))
            _ = ((delegate* unmanaged<nuint, int>)trim)(0);
    }
}
