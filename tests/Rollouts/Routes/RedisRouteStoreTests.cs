using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Kale.Rollouts.Tests.State;

namespace Kale.Rollouts.Tests.Routes;

public sealed class RedisRouteStoreTests(RedisServer redis) : RouteStoreTests, IClassFixture<RedisServer>
{
    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public async Task WarmTime_OfAGatewayWhoseClockIsHoursOff_IsTheStores(int hours)
    {
        await using var store = Open();
        var astray = new RouteStore(store, new WrongClock(TimeSpan.FromHours(hours)));
        var right = new RouteStore(store, TimeProvider.System);
        await PromoteAsync(astray);

        var route = await right.GetAsync("route", default);
        Assert.Equal(route.History[0].Time + route.Policy.KeepWarm, route.Previous!.WarmUntil);
        Assert.True((route.History[0].Time - await store.TimeAsync(default)).Duration() < TimeSpan.FromHours(1));
        foreach (var gateway in new[] { right, astray })
        {
            Assert.False(await gateway.IsColdAsync(route, default));
            var cool = new RouteRequest(new RouteEvent.Cool(), route.Generation, $"{Guid.NewGuid()}", "me", "");
            Assert.Equal(
                RouteError.WrongStage,
                (await Assert.ThrowsAsync<RouteException>(() => gateway.ApplyAsync("route", cool, default))).Code);
        }

        var back = await astray.ApplyAsync(
            "route", new RouteRequest(new RouteEvent.Rollback(), route.Generation, "back", "me", ""), default);
        Assert.Equal("r0", back.Active.Id);
    }

    protected override IStateStore Open() =>
        new RedisStateStore(redis.Connection, $"test-{Guid.NewGuid():N}", RedisServer.Patience);

    private static async Task PromoteAsync(RouteStore routes)
    {
        var policy = new RoutePolicy { AllowDirectPromotion = true };
        var (first, second) = (
            new Release("r0", "bundle-0", DateTimeOffset.UnixEpoch),
            new Release("r1", "bundle-1", DateTimeOffset.UnixEpoch));
        var route = await routes.CreateAsync("route", "space-1", first, policy, "create", "me", "", default);
        RouteEvent[] events =
        [
            new RouteEvent.Stage(second, "space-1"),
            new RouteEvent.RecordVerdict("r1", "report", Passed: true),
            new RouteEvent.Promote(),
        ];
        foreach (var wish in events)
        {
            route = await routes.ApplyAsync(
                "route", new RouteRequest(wish, route.Generation, wish.Name, "me", ""), default);
        }
    }
}
