using Kale.QueryEncoder.Tests.Support;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Tests.State;
using Kale.V1;
using Route = Kale.Rollouts.Routes.Route;

namespace Kale.QueryEncoder.Tests.Following;

/// <summary>Replicas whose clocks are hours ahead and hours behind, beside one whose clock is right.</summary>
public sealed class WrongClockTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private static readonly int[] s_hours = [0, 5, -5];

    [Theory]
    [InlineData("file")]
    [InlineData("redis")]
    public async Task Replicas_WhoseClocksAreHoursOff_EndOnTheRightReleaseByThemselves(string kind)
    {
        await using var fleet = new RoutedFleet(kind == "redis" ? redis : null);
        await fleet.CreateAsync(keepWarm: TimeSpan.FromHours(1));
        var hosts = new List<EncoderHost>();
        foreach (var hours in s_hours)
            hosts.Add(await fleet.JoinAsync(new WrongClock(TimeSpan.FromHours(hours))));
        await fleet.EveryoneAsync(s_hours.Length, report => report.ActiveBundleId == fleet.Teacher.Id);
        await fleet.StageAsync(fleet.Student);
        await fleet.EveryoneAsync(
            s_hours.Length, report => RoutedFleet.StateOf(report, fleet.Student) == BundleState.Ready);

        var promoted = await fleet.ApplyAsync(new RouteEvent.Promote());
        await fleet.EveryoneAsync(
            s_hours.Length,
            report => report.ActiveGeneration == promoted.Generation
                && RoutedFleet.StateOf(report, fleet.Teacher) == BundleState.Ready);
        await AllServeAsync(hosts, fleet.Student.Id, promoted);

        var back = await fleet.ApplyAsync(new RouteEvent.Rollback());
        await fleet.EveryoneAsync(
            s_hours.Length,
            report => report.ActiveGeneration == back.Generation
                && RoutedFleet.StateOf(report, fleet.Student) is null);
        await AllServeAsync(hosts, fleet.Teacher.Id, back);
    }

    private static async Task AllServeAsync(IEnumerable<EncoderHost> hosts, string bundle, Route route)
    {
        foreach (var host in hosts)
        {
            var served = (await host.Client.EncodeAsync(new EncodeRequest { Texts = { "a b" } })).ServedBy;
            Assert.Equal((bundle, (ulong)route.Generation), (served.BundleId, served.Generation));
        }
    }
}
