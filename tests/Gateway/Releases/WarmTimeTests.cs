using Kale.Gateway.Tests.Support;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Tests.State;

namespace Kale.Gateway.Tests.Releases;

/// <summary>The release that was replaced stays warm for the policy's time, by the clock of Redis.</summary>
public sealed class WarmTimeTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private static readonly RoutePolicy s_policy = new() { AllowDirectPromotion = true };

    [Fact]
    public async Task WarmTime_InTheEyesOfAGatewayWhoseClockIsHoursAhead_IsNotOver()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy, redis, new WrongClock(TimeSpan.FromHours(5)));
        await PromoteAsync(suite);

        // This gateway looks at warm times before it judges, so that its verdict comes after at least one look.
        await suite.StageAsync("b+2");
        var judged = await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);

        Assert.Equal(RoutedSuite.Active, judged.Previous?.Release.BundleId);
        Assert.Equal(RoutedSuite.Active, (await suite.ApplyAsync(new RouteEvent.Rollback())).Active.BundleId);
    }

    [Fact]
    public async Task WarmTime_ThatIsOver_IsEndedByTheGateway()
    {
        await using var suite = await RoutedSuite.StartAsync(
            s_policy with { KeepWarm = TimeSpan.FromMilliseconds(1) }, redis, TimeProvider.System);
        await PromoteAsync(suite);
        var cooled = await suite.WaitAsync(route => route.Previous is null && route.Active.BundleId == "b+1");
        Assert.Equal("Cool", cooled.History[0].Event);
    }

    private static async Task PromoteAsync(RoutedSuite suite)
    {
        await suite.StageAsync("b+1");
        await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
        await suite.ApplyAsync(new RouteEvent.Promote());
    }
}
