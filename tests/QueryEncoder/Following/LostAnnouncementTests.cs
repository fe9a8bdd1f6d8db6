using Kale.QueryEncoder.Tests.Support;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Kale.Rollouts.Tests.State;
using Kale.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.QueryEncoder.Tests.Following;

/// <summary>A change that is made and of which nobody hears.</summary>
public sealed class LostAnnouncementTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task Promote_ThatIsNotAnnounced_IsReadAndFollowed()
    {
        await using var fleet = new RoutedFleet(redis);
        await fleet.CreateAsync(keepWarm: TimeSpan.FromHours(1));
        var host = await fleet.JoinAsync();
        await host.WaitForAsync("", ServingStatus.Serving);
        var gated = await fleet.StageAsync(fleet.Student);
        await fleet.ReportAsync(report => RoutedFleet.StateOf(report, fleet.Student) == BundleState.Ready);
        using var mute = await redis.MuteAsync();
        await using var store = new RedisStateStore(mute, fleet.Prefix, RedisServer.Patience);

        // Whoever changes it hears of the failure, though the change is made.
        await Assert.ThrowsAsync<StateStoreException>(() => new RouteStore(store, TimeProvider.System).ApplyAsync(
            "main", new RouteRequest(new RouteEvent.Promote(), gated.Generation, "promote", "test", ""), default));

        await fleet.ReportAsync(report => report.ActiveGeneration == gated.Generation + 1);
        var served = (await host.Client.EncodeAsync(new EncodeRequest { Texts = { "a b" } })).ServedBy;
        Assert.Equal((fleet.Student.Id, (ulong)gated.Generation + 1), (served.BundleId, served.Generation));
    }
}
