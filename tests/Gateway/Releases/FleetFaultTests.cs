using Grpc.Core;
using Kale.Gateway.Tests.Support;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using RoutePolicy = Kale.Rollouts.Routes.RoutePolicy;

namespace Kale.Gateway.Tests.Releases;

/// <summary>
/// Replicas that are not ready or not understood, and a gateway that dies, while a release is on its way: what
/// docs/operations.md promises of each.
/// </summary>
public sealed class FleetFaultTests
{
    private const string Good = "b+1";

    private static readonly RoutePolicy s_policy =
        new() { MinObservations = 10, CanaryShare = 0.5, ShadowShare = 1, AllowDirectPromotion = true };

    [Fact]
    public async Task Promote_WithoutAReplicaThatIsReady_SaysWhatEachSaysAndSendsNothingThere()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy);
        suite.Others[Good] = new LoadedBundle(Good, "", BundleState.Loading, "there is no room for it", 0);
        suite.Loading["second"] = Good;
        var staged = await suite.StageAsync(Good);
        await FleetAsync(suite, replicas => replicas.All(replica => Knows(replica, Good)), count: 2);
        var change = new RouteChangeRequest
        {
            Route = "default",
            ExpectedGeneration = (ulong)staged.Generation,
            RequestId = "too early",
        };

        foreach (var wish in new[] { suite.Registry.PromoteAsync(change), suite.Registry.StartRolloutAsync(change) })
        {
            var error = await RichErrors.FailsAsync(wish);
            Assert.Equal((StatusCode.FailedPrecondition, "ROUTE_NOT_READY"), (error.StatusCode, error.Reason()));
            Assert.Contains("replica is loading: there is no room for it", error.Status.Detail);
            Assert.Contains("second has not begun to load it", error.Status.Detail);
        }

        Assert.All(
            await suite.SearchAsync(20), answer => Assert.Equal(RoutedSuite.Active, answer.ServedBy.BundleId));
        Assert.Equal(0, suite.Encoder.Calls.GetValueOrDefault(Good));
        Assert.Equal(staged.Generation, (await suite.Routes.GetAsync("default", default)).Generation);
    }

    [Fact]
    public async Task Gate_OfACandidateThatWaitsForRoom_WaitsTooAndPassesItOnceItIsLoaded()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy);
        suite.Others[Good] = new LoadedBundle(Good, "", BundleState.Loading, "Make room", 0);
        var staged = await suite.StageAsync(Good);
        await FleetAsync(suite, replicas => replicas.All(replica => Knows(replica, Good)));
        var fleet = new FleetView(suite.Gateway.Service<IStateStore>());
        var first = (await fleet.ReadAsync("default", default))[0].Sequence;
        await Wait.UntilAsync(
            () => fleet.ReadAsync("default", default), reports => reports[0].Sequence > first + 10);
        Assert.Equal(staged.Generation, (await suite.Routes.GetAsync("default", default)).Generation);

        suite.Others.Clear();

        await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
    }

    [Fact]
    public async Task Fleet_WithAReportThatThisVersionCannotRead_IsTheOtherReplicasAndGoesOn()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy);
        await suite.Gateway.Service<IStateStore>()
            .PutLeaseAsync("replica/default/odd", "{}", TimeSpan.FromMinutes(10), default);
        await Wait.UntilAsync(
            () => Task.FromResult(suite.Gateway.Logs.Lines),
            lines => lines.Any(line => line.Contains("replica/default/odd", StringComparison.Ordinal)));

        Assert.Equal("replica", Assert.Single(await FleetAsync(suite, _ => true)).Name);
        await suite.StageAsync(Good);
        var gated = await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
        await suite.Registry.PromoteAsync(new RouteChangeRequest
        {
            Route = "default",
            ExpectedGeneration = (ulong)gated.Generation,
            RequestId = "promote",
        });

        await Wait.UntilAsync(
            async () => (await suite.SearchAsync(1))[0].ServedBy.BundleId, served => served == Good);
    }

    [Fact]
    public async Task Canary_WhoseGatewayIsGone_IsDecidedByTheNext()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy);
        await suite.StageAsync(Good);
        await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
        await suite.ApplyAsync(new RouteEvent.StartRollout(1, Automatic: true));
        await suite.ApplyAsync(new RouteEvent.Advance(0.5));
        // Fewer than a decision needs.
        await suite.SearchAsync(5);

        await suite.ReplaceGatewayAsync();
        await Wait.UntilAsync(
            async () =>
            {
                await suite.SearchAsync(10);
                return await suite.Routes.GetAsync("default", default);
            },
            route => route.Candidate is null);

        Assert.Equal(Good, (await suite.Routes.GetAsync("default", default)).Active.BundleId);
        var report = await suite.ReportOfAsync(Good);
        Assert.Equal(
            ("canary", true, suite.Gateway.Service<GatewayName>().Value),
            (report.Kind, report.Passed, report.Gateway));
    }

    private static bool Knows(Replica replica, string bundle) =>
        replica.Encoders.Any(encoder => encoder.BundleId == bundle);

    private static Task<IReadOnlyList<Replica>> FleetAsync(
        RoutedSuite suite, Func<IReadOnlyList<Replica>, bool> wished, int count = 1) => Wait.UntilAsync(
        async () => (IReadOnlyList<Replica>)
            (await suite.Registry.GetFleetAsync(new GetFleetRequest { Route = "default" })).Replicas,
        replicas => replicas.Count == count && wished(replicas));
}
