using Kale.Gateway.Tests.Support;
using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Kale.Rollouts.Tests.State;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.Gateway.Tests.Releases;

/// <summary>A change that is made and of which nobody hears.</summary>
public sealed class LostAnnouncementTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task Promote_ThatIsNotAnnounced_IsReadAndFollowed()
    {
        await using var suite = await RoutedSuite.StartAsync(
            new RoutePolicy { AllowDirectPromotion = true }, redis, TimeProvider.System);
        await suite.StageAsync("b+1");
        var gated = await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
        using var mute = await redis.MuteAsync();
        await using var store = new RedisStateStore(mute, suite.Prefix, RedisServer.Patience);

        // Whoever changes it hears of the failure, though the change is made.
        await Assert.ThrowsAsync<StateStoreException>(() => new RouteStore(store, TimeProvider.System).ApplyAsync(
            "default", new RouteRequest(new RouteEvent.Promote(), gated.Generation, "promote", "test", ""), default));

        await Wait.UntilAsync(
            async () => (await suite.SearchAsync(1))[0].ServedBy.BundleId, served => served == "b+1");
    }
}
