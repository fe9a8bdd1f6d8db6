using Kale.Rollouts.State;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.Rollouts.Tests.State;

public sealed class RedisStateStoreTests(RedisServer redis) : StateStoreTests, IClassFixture<RedisServer>
{
    private readonly string _prefix = $"test-{Guid.NewGuid():N}";

    protected override IStateStore Open() => new RedisStateStore(redis.Connection, _prefix, RedisServer.Patience);

    [Fact]
    public async Task Lease_NotSetAgain_RunsOut()
    {
        await using var store = Open();
        await store.PutLeaseAsync("fleet/a", "1", TimeSpan.FromMilliseconds(50), default);
        await Wait.UntilAsync(() => store.LeasesAsync("fleet/", default), leases => leases.Count == 0);
        Assert.Empty(await store.LeasesAsync("fleet/", default));
    }

    [Fact]
    public async Task Subscribe_FromAnotherConnection_HearsOfWrites()
    {
        await using var store = Open();
        using var other = await redis.ConnectAsync(RedisServer.Patience);
        await using var listener = new RedisStateStore(other, _prefix, RedisServer.Patience);
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var subscription = await listener.SubscribeAsync(key => heard.TrySetResult(key), default);
        await store.WriteAsync(Change("a", 0, "1", "r1"), default);
        Assert.Equal("a", await heard.Task.WaitAsync(Wait.Limit));
    }
}
