using Kale.Rollouts.State;
using Kale.Rollouts.Tests.State;

namespace Kale.Rollouts.Tests.Routes;

public sealed class RedisRouteStoreTests(RedisServer redis) : RouteStoreTests, IClassFixture<RedisServer>
{
    protected override IStateStore Open() => new RedisStateStore(redis.Connection, $"test-{Guid.NewGuid():N}", RedisServer.Patience);
}
