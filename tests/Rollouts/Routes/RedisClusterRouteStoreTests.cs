using Kale.Rollouts.State;
using Kale.Rollouts.Tests.State;

namespace Kale.Rollouts.Tests.Routes;

public sealed class RedisClusterRouteStoreTests(RedisCluster cluster) : RouteStoreTests, IClassFixture<RedisCluster>
{
    private readonly string _prefix = $"test-{Guid.NewGuid():N}";

    protected override IStateStore Open() => new RedisStateStore(cluster.Connection, _prefix, RedisServer.Patience);
}
