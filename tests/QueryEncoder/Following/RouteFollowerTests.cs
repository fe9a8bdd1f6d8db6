using Grpc.Core;
using Grpc.Health.V1;
using Kale.QueryEncoder.Tests.Support;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.QueryEncoder.Tests.Following;

public sealed class RouteFollowerTests : IAsyncLifetime
{
    private readonly RoutedFleet _fleet = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _fleet.DisposeAsync().AsTask();

    [Fact]
    public async Task Start_BeforeTheRouteExists_WaitsAndThenServesItsActiveRelease()
    {
        var host = await _fleet.JoinAsync();
        var early = await RichErrors.FailsAsync(host.Client.EncodeAsync(Request()));
        Assert.Equal("ENCODER_NOT_LOADED", early.Reason());

        await _fleet.CreateAsync();

        await host.WaitForAsync("", ServingStatus.Serving);
        var served = (await host.Client.EncodeAsync(Request())).ServedBy;
        Assert.Equal(
            (_fleet.Teacher.Id, 1UL, _fleet.Teacher.Manifest.SpaceId),
            (served.BundleId, served.Generation, served.SpaceId));
    }

    [Fact]
    public async Task Start_WithAConfiguredEncoder_ServesItUntilTheRouteIsKnown()
    {
        var host = await _fleet.JoinAsync(("Encoder", "student"));
        await host.WaitForAsync("", ServingStatus.Serving);
        Assert.Equal((_fleet.Student.Id, 0UL), await ServedAsync(host));

        await _fleet.CreateAsync();
        await _fleet.ReportAsync(report => report.ActiveBundleId == _fleet.Teacher.Id);
        Assert.Equal((_fleet.Teacher.Id, 1UL), await ServedAsync(host));
    }

    [Fact]
    public async Task Stage_ACandidate_IsLoadedBesideAndAnswersOnlyToItsName()
    {
        await _fleet.CreateAsync();
        var host = await _fleet.JoinAsync();
        await host.WaitForAsync("", ServingStatus.Serving);
        var absent = await RichErrors.FailsAsync(host.Client.EncodeAsync(Request(_fleet.Student.Id)));
        Assert.Equal((StatusCode.Unavailable, "BUNDLE_NOT_READY"), (absent.StatusCode, absent.Reason()));

        await _fleet.StageAsync(_fleet.Student);
        var report = await _fleet.ReportAsync(
            report => RoutedFleet.StateOf(report, _fleet.Student) == BundleState.Ready);

        Assert.Equal(_fleet.Teacher.Id, report.ActiveBundleId);
        Assert.True(report.Bundles.All(bundle => bundle.MemoryBytes > 0 && bundle.ReleaseId.Length > 0));
        Assert.Equal(_fleet.Teacher.Id, (await ServedAsync(host)).Bundle);
        Assert.Equal(_fleet.Student.Id, (await ServedAsync(host, _fleet.Student.Id)).Bundle);
        await host.WaitForAsync(_fleet.Student.Id, ServingStatus.Serving);
    }

    [Fact]
    public async Task Promote_RollBackAndCool_SwapAtOnceAndUnloadWhatIsWantedNoMore()
    {
        await _fleet.CreateAsync();
        var host = await _fleet.JoinAsync();
        await host.WaitForAsync("", ServingStatus.Serving);
        await _fleet.StageAsync(_fleet.Student);
        await _fleet.ReportAsync(report => RoutedFleet.StateOf(report, _fleet.Student) == BundleState.Ready);

        var promoted = await _fleet.ApplyAsync(new RouteEvent.Promote());
        await _fleet.ReportAsync(report => report.ActiveGeneration == promoted.Generation);
        Assert.Equal((_fleet.Student.Id, (ulong)promoted.Generation), await ServedAsync(host));
        Assert.Equal(_fleet.Teacher.Id, (await ServedAsync(host, _fleet.Teacher.Id)).Bundle);

        await _fleet.ApplyAsync(new RouteEvent.Cool());
        await _fleet.ReportAsync(report => RoutedFleet.StateOf(report, _fleet.Teacher) is null);
        Assert.Equal(
            "BUNDLE_NOT_READY",
            (await RichErrors.FailsAsync(host.Client.EncodeAsync(Request(_fleet.Teacher.Id)))).Reason());
        var unknown = await Assert.ThrowsAsync<RpcException>(
            async () => await host.Health.CheckAsync(new HealthCheckRequest { Service = _fleet.Teacher.Id }));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Swap_WhileOthersAsk_NeverTurnsReadinessOrNamesAVectorWrongly()
    {
        await _fleet.CreateAsync();
        var host = await _fleet.JoinAsync();
        await host.WaitForAsync("", ServingStatus.Serving);
        var expected = new Dictionary<string, float[]>();
        await _fleet.StageAsync(_fleet.Student);
        await _fleet.ReportAsync(report => RoutedFleet.StateOf(report, _fleet.Student) == BundleState.Ready);
        foreach (var bundle in new[] { _fleet.Teacher.Id, _fleet.Student.Id })
            expected[bundle] = [.. (await host.Client.EncodeAsync(Request(bundle))).Results[0].Embedding.Values];
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var calls = 1; ; calls++)
            {
                var answer = await host.Client.EncodeAsync(Request());
                Assert.Equal(expected[answer.ServedBy.BundleId], answer.Results[0].Embedding.Values);
                Assert.Equal(ServingStatus.Serving, (await host.Health.CheckAsync(new HealthCheckRequest())).Status);
                if (stop.IsCancellationRequested)
                    return calls;
            }
        })).ToList();

        var (active, next) = (_fleet.Teacher, _fleet.Student);
        for (var swap = 0; swap < 6; swap++)
        {
            var promoted = await _fleet.ApplyAsync(new RouteEvent.Promote());
            await _fleet.ReportAsync(report => report.ActiveGeneration == promoted.Generation);
            (active, next) = (next, active);
            await _fleet.ApplyAsync(new RouteEvent.Cool());
            await _fleet.ReportAsync(report => RoutedFleet.StateOf(report, next) is null);
            await _fleet.StageAsync(next);
            await _fleet.ReportAsync(report => RoutedFleet.StateOf(report, next) == BundleState.Ready);
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(callers), calls => Assert.True(calls > 1));
    }

    [Fact]
    public async Task Follow_AStoreThatCameBackEmpty_GoesOnServingAndFollowsTheRouteMadeAnew()
    {
        await _fleet.CreateAsync();
        var host = await _fleet.JoinAsync();
        await host.WaitForAsync("", ServingStatus.Serving);
        await _fleet.StageAsync(_fleet.Student);
        var promoted = await _fleet.ApplyAsync(new RouteEvent.Promote());
        await _fleet.ReportAsync(report => report.ActiveGeneration == promoted.Generation);

        await _fleet.Store.DeleteAsync("route/main", default);
        await Wait.UntilAsync(
            () => Task.FromResult(host.Logs.Lines.Any(line => line.Contains("no route", StringComparison.Ordinal))),
            told => told);
        Assert.Equal((_fleet.Student.Id, (ulong)promoted.Generation), await ServedAsync(host));
        await host.WaitForAsync("", ServingStatus.Serving);

        await _fleet.CreateAsync();
        await _fleet.ReportAsync(report => report.ActiveBundleId == _fleet.Teacher.Id);
        Assert.Equal((_fleet.Teacher.Id, 1UL), await ServedAsync(host));
    }

    [Fact]
    public async Task Join_AfterEverythingHappened_EndsOnTheRightRelease()
    {
        await _fleet.CreateAsync();
        await _fleet.StageAsync(_fleet.Student);
        var route = await _fleet.ApplyAsync(new RouteEvent.Promote());
        var host = await _fleet.JoinAsync();
        await host.WaitForAsync("", ServingStatus.Serving);
        Assert.Equal((_fleet.Student.Id, (ulong)route.Generation), await ServedAsync(host));
        var report = await _fleet.ReportAsync(
            report => RoutedFleet.StateOf(report, _fleet.Teacher) == BundleState.Ready);
        Assert.Equal(2, report.Bundles.Count);
    }

    private static EncodeRequest Request(string bundle = "") => new() { Texts = { "a b" }, BundleId = bundle };

    private static async Task<(string Bundle, ulong Generation)> ServedAsync(EncoderHost host, string bundle = "")
    {
        var served = (await host.Client.EncodeAsync(Request(bundle))).ServedBy;
        return (served.BundleId, served.Generation);
    }
}
