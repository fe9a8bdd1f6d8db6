using Kale.VectorIndex.Tests.Support;
using static Kale.VectorIndex.Tests.Support.Samples;

namespace Kale.VectorIndex.Tests.Connection;

[Collection(QdrantSuite.Name)]
public sealed class StoreConnectionTests(QdrantFixture qdrant)
{
    private const int ResourceExhausted = 8;
    private const int Unavailable = 14;
    private const int RefusedStream = 7;
    private const int EnhanceYourCalm = 11;

    [Fact]
    public async Task Write_ServerAsksForPatience_WaitsAsLongAsItSays()
    {
        await using var proxy = await FaultyProxy.StartAsync(qdrant.Address);
        var time = new JumpingTime();
        using var store = new VectorStore(new VectorStoreOptions { Address = proxy.Address }, time);
        var build = await store.NewCollectionAsync();
        var refusals = 0;
        proxy.Before = method => method == "Upsert" && refusals++ < 2
            ? new Fault(ResourceExhausted, RetryAfter: 7)
            : null;

        await store.Passages.WriteAsync(build, [Document("a")]);

        Assert.Equal(3, refusals);
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)], time.Waits);
        Assert.Equal(1, (await store.Catalog.CountAsync(build)).Passages);
    }

    [Fact]
    public async Task Write_ServerAsksForTooMuchPatience_SaysWhenToComeBack()
    {
        await using var proxy = await FaultyProxy.StartAsync(qdrant.Address);
        using var store = new VectorStore(new VectorStoreOptions { Address = proxy.Address });
        var build = await store.NewCollectionAsync();
        proxy.Before = method => method == "Upsert" ? new Fault(ResourceExhausted, RetryAfter: 300) : null;

        var error =
            await FailsAsync(VectorIndexError.StoreOverloaded, () => store.Passages.WriteAsync(build, [Document("a")]));
        Assert.Equal(TimeSpan.FromSeconds(300), error.RetryAfter);
    }

    [Fact]
    public async Task Write_NoRoomLeft_FailsAtOnce()
    {
        await using var proxy = await FaultyProxy.StartAsync(qdrant.Address);
        using var store = new VectorStore(new VectorStoreOptions { Address = proxy.Address });
        var build = await store.NewCollectionAsync();
        proxy.Before = method => method == "Upsert" ? new Fault(ResourceExhausted) : null;

        await FailsAsync(VectorIndexError.StorageFull, () => store.Passages.WriteAsync(build, [Document("a")]));
        Assert.Single(proxy.Calls, call => call.Method == "Upsert");
    }

    /// <summary>Neither is an answer of the store's: it is there, and has room.</summary>
    [Theory]
    [InlineData(RefusedStream)]
    [InlineData(EnhanceYourCalm)]
    public async Task Write_ConnectionTakesNoMoreCalls_IsTriedAgainAndElseIsOverload(int code)
    {
        await using var proxy = await FaultyProxy.StartAsync(qdrant.Address);
        using var store = new VectorStore(
            new VectorStoreOptions { Address = proxy.Address, RetryFor = TimeSpan.FromSeconds(3) });
        var build = await store.NewCollectionAsync();
        var refusals = 0;
        proxy.Before = method => method == "Upsert" && refusals++ < 2 ? new Fault(0, Reset: code) : null;
        await store.Passages.WriteAsync(build, [Document("a")]);
        Assert.Equal(3, refusals);

        proxy.Before = method => method == "Upsert" ? new Fault(0, Reset: code) : null;
        var error =
            await FailsAsync(VectorIndexError.StoreOverloaded, () => store.Passages.WriteAsync(build, [Document("b")]));
        Assert.Equal(TimeSpan.FromSeconds(1), error.RetryAfter);
    }

    [Fact]
    public async Task Write_ServerAwayForAWhile_GoesOnWhenItIsBack()
    {
        await using var proxy = await FaultyProxy.StartAsync(qdrant.Address);
        var time = new JumpingTime();
        using var store = new VectorStore(new VectorStoreOptions { Address = proxy.Address }, time);
        var build = await store.NewCollectionAsync();
        var failures = 0;
        proxy.Before = _ => failures++ < 10 ? new Fault(Unavailable) : null;

        await store.Passages.WriteAsync(build, [Document("a")]);

        Assert.Equal(1, (await store.Catalog.CountAsync(build)).Passages);
        Assert.Equal(10, time.Waits.Count);
        Assert.InRange(time.Waits.First(), TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        Assert.Equal(TimeSpan.FromSeconds(2), time.Waits.Max());
    }

    [Fact]
    public async Task Call_NobodyThere_SaysSoAfterTheTimeGiven()
    {
        using var store = new VectorStore(new VectorStoreOptions
        {
            Address = new Uri("http://127.0.0.1:9"),
            RetryFor = TimeSpan.FromMilliseconds(300),
        });
        var error = await FailsAsync(VectorIndexError.StoreUnavailable, () => store.Catalog.ListAsync());
        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_CancelledWhileWaiting_EndsAtOnce()
    {
        using var store = new VectorStore(new VectorStoreOptions
        {
            Address = new Uri("http://127.0.0.1:9"),
            RetryFor = TimeSpan.FromMinutes(10),
        });
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Catalog.ListAsync(cancel.Token));
    }
}
