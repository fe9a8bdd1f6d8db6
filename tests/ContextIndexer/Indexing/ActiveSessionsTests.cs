using Kale.ContextIndexer.Indexing;

namespace Kale.ContextIndexer.Tests.Indexing;

public sealed class ActiveSessionsTests
{
    private readonly ActiveSessions _sessions = new();

    [Fact]
    public async Task Enter_ASecondConnection_EndsTheFirstAndWaitsForIt()
    {
        using var first = await EnterAsync();
        var second = EnterAsync();
        Assert.True(first.TakenOver.IsCancellationRequested);
        Assert.False(second.IsCompleted);
        first.Dispose();
        using var entered = await second;
        Assert.False(entered.TakenOver.IsCancellationRequested);
    }

    [Fact]
    public async Task Enter_AThirdAfterTheWaitingSecondLeft_StillWaitsForTheFirst()
    {
        using var first = await EnterAsync();
        using var patience = new CancellationTokenSource();
        var second = EnterAsync(patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        var third = EnterAsync();
        Assert.False(third.IsCompleted);
        first.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Enter_AThirdWhileTheSecondWaits_TakesOverFromBoth()
    {
        using var first = await EnterAsync();
        var (second, third) = (EnterAsync(), EnterAsync());
        first.Dispose();
        using var overtaken = await second;
        Assert.True(overtaken.TakenOver.IsCancellationRequested);
        Assert.False(third.IsCompleted);
        overtaken.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Enter_AfterAllLeft_FindsNobody()
    {
        (await EnterAsync()).Dispose();
        using var next = await EnterAsync();
        Assert.False(next.TakenOver.IsCancellationRequested);
        using var other = await _sessions.EnterAsync("another", default);
        using var nameless = await _sessions.EnterAsync("", default);
        using var nameless2 = await _sessions.EnterAsync("", default);
        Assert.False(nameless.TakenOver.IsCancellationRequested);
    }

    private Task<ActiveSessions.SessionLease> EnterAsync(CancellationToken cancellation = default) =>
        _sessions.EnterAsync("session", cancellation);
}
