using Kale.Rollouts.Fleet;
using Kale.Rollouts.State;

namespace Kale.Rollouts.Tests.State;

/// <summary>The same as on one server, where no command may touch keys of two slots.</summary>
public sealed class RedisClusterStateStoreTests(RedisCluster cluster) : StateStoreTests, IClassFixture<RedisCluster>
{
    private readonly string _prefix = $"test-{Guid.NewGuid():N}";

    protected override IStateStore Open() => new RedisStateStore(cluster.Connection, _prefix, RedisServer.Patience);

    [Fact]
    public async Task Leases_OfManyReplicas_LieInManySlotsAndAreAllRead()
    {
        await using var store = Open();
        for (var i = 0; i < 16; i++)
            await store.PutLeaseAsync($"replica/main/{i:00}", $"{i}", FleetView.TimeToLive, default);
        var leases = await store.LeasesAsync("replica/main/", default);
        Assert.Equal(16, leases.Count);
        Assert.All(leases, lease => Assert.Equal(int.Parse(lease.Key[^2..]), int.Parse(lease.Value)));
    }
}
