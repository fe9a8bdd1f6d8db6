using Kale.LocalQdrant.Search;

namespace Kale.LocalQdrant.Tests.Search;

public sealed class SearchLaneTests
{
    private const int MaxWaiting = 1024;

    [Fact]
    public async Task Run_ASearchThatThrows_TellsItsCallerAndTheNextOneRuns()
    {
        using var lane = new SearchLane(1);
        await Assert.ThrowsAsync<InvalidDataException>(
            () => lane.RunAsync<int>(_ => throw new InvalidDataException(), default));
        Assert.Equal(7, await lane.RunAsync(_ => 7, default));
    }

    [Fact]
    public async Task Run_NeverOnTheThreadPool()
    {
        using var lane = new SearchLane(2);
        Assert.False(await lane.RunAsync(_ => Thread.CurrentThread.IsThreadPoolThread, default));
    }

    [Fact]
    public async Task Run_ASearchWhoseCallerLeftBeforeItsTurn_IsNotBegun()
    {
        using var lane = new SearchLane(1);
        using var held = new ManualResetEventSlim();
        var (first, begun) = (lane.RunAsync(_ => Hold(held), default), false);
        using var leaves = new CancellationTokenSource();
        var second = lane.RunAsync(_ => begun = true, leaves.Token);

        await leaves.CancelAsync();
        held.Set();

        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(begun);
    }

    [Fact]
    public async Task Run_Alone_HasAllCoresAndBesideOthersOne()
    {
        using var lane = new SearchLane(4);
        using var held = new ManualResetEventSlim();
        Assert.Equal(4, await lane.RunAsync(cores => cores, default));

        using var begun = new SemaphoreSlim(0);
        var others = Enumerable.Range(0, 3)
            .Select(_ => lane.RunAsync(
                cores =>
                {
                    begun.Release();
                    return Hold(held);
                },
                default))
            .ToList();
        for (var i = 0; i < others.Count; i++)
            await begun.WaitAsync();
        Assert.Equal(1, await lane.RunAsync(cores => cores, default));
        held.Set();
        await Task.WhenAll(others);
    }

    [Fact]
    public async Task Run_WithTooManyWaiting_IsRefusedUntilThereIsRoom()
    {
        using var lane = new SearchLane(1);
        using var held = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var first = lane.RunAsync(
            _ =>
            {
                begun.Set();
                return Hold(held);
            },
            default);
        begun.Wait();
        var waiting = Enumerable.Range(0, MaxWaiting).Select(i => lane.RunAsync(_ => i, default)).ToList();

        var error = Assert.Throws<LocalQdrantException>(() => { _ = lane.RunAsync(_ => 0, default); });

        Assert.Equal(LocalQdrantError.Overloaded, error.Reason);
        held.Set();
        await first;
        Assert.Equal(Enumerable.Range(0, MaxWaiting), await Task.WhenAll(waiting));
        Assert.Equal(0, await lane.RunAsync(_ => 0, default));
    }

    [Fact]
    public async Task Dispose_WithSearchesWaiting_EndsThemAndRefusesMore()
    {
        var lane = new SearchLane(2);
        var searches = Enumerable.Range(0, 50).Select(i => lane.RunAsync(_ => i, default)).ToList();
        lane.Dispose();
        Assert.Equal(Enumerable.Range(0, 50), await Task.WhenAll(searches));
        Assert.Equal(
            LocalQdrantError.Stopping,
            Assert.Throws<LocalQdrantException>(() => { _ = lane.RunAsync(_ => 0, default); }).Reason);
    }

    private static bool Hold(ManualResetEventSlim held) => held.Wait(TimeSpan.FromMinutes(1));
}
