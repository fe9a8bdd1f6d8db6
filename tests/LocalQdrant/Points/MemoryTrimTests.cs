using Kale.LocalQdrant.Points;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.LocalQdrant.Tests.Points;

public sealed class MemoryTrimTests
{
    private const long Megabytes = 1 << 20;

    [Fact]
    public async Task Trim_RingsAfterItsEnd_DisturbsNobody()
    {
        var timers = new LateTimers();
        var trim = new MemoryTrim(timers);
        trim.Wrote(1 << 30);
        timers.RingAll();
        await trim.DisposeAsync();
        timers.RingAll();
    }

    /// <summary>Other tests of this process may have somebody stopped in a round, but not in every one.</summary>
    [Fact]
    public async Task Trim_AfterABulkLoadWhileSomebodySearches_CollectsWithoutStoppingAnybody()
    {
        // A heap of a few megabytes is always collected at one go.
        var held = Enumerable.Range(0, 64 << 10).Select(_ => new byte[1 << 10]).ToList();
        GC.Collect();
        var timers = new LateTimers();
        await using var trim = new MemoryTrim(timers);
        for (var round = 0; round < 50; round++)
        {
            var (all, stopping) = (GC.CollectionCount(2), Stopping());
            trim.Wrote(GC.GetTotalMemory(false) + (64 * Megabytes));
            await Wait.UntilAsync(
                () =>
                {
                    trim.Searched();
                    return Ring(timers);
                },
                count => count > all);
            if (Stopping() != stopping)
                continue;
            GC.KeepAlive(held);
            return;
        }

        Assert.Fail("Every collection stopped the process.");
    }

    [Fact]
    public async Task Trim_AfterABulkLoadThatNobodySearches_Compacts()
    {
        var timers = new LateTimers();
        await using var trim = new MemoryTrim(timers);
        var before = GC.GetGCMemoryInfo(GCKind.FullBlocking).Index;
        trim.Wrote(1 << 30);

        await Wait.UntilAsync(
            async () =>
            {
                await Ring(timers);
                var last = GC.GetGCMemoryInfo(GCKind.FullBlocking);
                return last.Index > before && last.Compacted;
            },
            compacted => compacted);
    }

    private static Task<int> Ring(LateTimers timers)
    {
        timers.RingAll();
        return Task.FromResult(GC.CollectionCount(2));
    }

    private static long Stopping() => GC.GetGCMemoryInfo(GCKind.FullBlocking).Index;
}
