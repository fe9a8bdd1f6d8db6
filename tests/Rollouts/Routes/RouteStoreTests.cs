using System.Runtime.ExceptionServices;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.Rollouts.Tests.Routes;

/// <summary>Routes and reports in a real store; the same tests run against both kinds.</summary>
public abstract class RouteStoreTests
{
    private static readonly Release s_first = new("r0", "bundle-0", DateTimeOffset.UnixEpoch);

    protected abstract IStateStore Open();

    [Fact]
    public async Task Apply_OfTwoOperatorsAtOnce_OneWinsAndTheOtherIsTold()
    {
        await using var store = Open();
        var routes = await CreateAsync(store);
        for (var generation = 1; generation <= 9; generation += 2)
        {
            var stage = generation;
            var outcomes = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(i => TryAsync(routes, StageOf($"{stage}-{i}"), stage)));
            Assert.Single(outcomes, outcome => outcome is null);
            Assert.All(
                outcomes.OfType<RouteError>(),
                error => Assert.True(error is RouteError.GenerationConflict or RouteError.CandidateExists));
            Assert.Null(await TryAsync(routes, new RouteEvent.Abort(), stage + 1));
        }
        Assert.Equal(11, (await routes.GetAsync("route", default)).Generation);
    }

    [Fact]
    public async Task Apply_RepeatedAfterManyOtherChanges_AnswersWhatItLedTo()
    {
        await using var store = Open();
        var routes = await CreateAsync(store);
        var first = new RouteRequest(StageOf("a"), 1, "the first", "me", "why");
        var staged = await routes.ApplyAsync("route", first, default);
        for (var generation = 2; generation < 2 + Route.HistoryLength + 8; generation++)
        {
            await routes.ApplyAsync(
                "route",
                Request(generation % 2 == 0 ? new RouteEvent.Abort() : StageOf($"{generation}"), generation),
                default);
        }

        var repeated = await routes.ApplyAsync("route", first, default);

        Assert.Equal((staged.Generation, staged.Candidate), (repeated.Generation, repeated.Candidate));
        Assert.Equal(RouteError.GenerationConflict, await TryAsync(routes, new RouteEvent.Abort(), 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Route.HistoryLength + 2)]
    public async Task Apply_AnotherWishUnderAUsedRequestId_IsRefused(int changesBetween)
    {
        await using var store = Open();
        var routes = await CreateAsync(store);
        var first = new RouteRequest(StageOf("a"), 1, "the id", "me", "why") { Fingerprint = "stage a" };
        await routes.ApplyAsync("route", first, default);
        for (var generation = 2; generation < 2 + changesBetween; generation++)
        {
            await routes.ApplyAsync(
                "route",
                Request(generation % 2 == 0 ? new RouteEvent.Abort() : StageOf($"{generation}"), generation),
                default);
        }

        var other = await Assert.ThrowsAsync<RouteException>(() => routes.ApplyAsync(
            "route", first with { Event = StageOf("b"), Fingerprint = "stage b" }, default));
        Assert.Equal(RouteError.RequestIdReused, other.Code);
        var again = await routes.ApplyAsync("route", first with { Actor = "another", Reason = "again" }, default);
        Assert.Equal((2L, "release-a"), (again.Generation, again.Candidate?.Release.Id));
    }

    [Fact]
    public async Task Create_AnotherRouteUnderAUsedRequestId_IsRefused()
    {
        await using var store = Open();
        var routes = new RouteStore(store, TimeProvider.System);
        Task<Route> CreateAsync(string fingerprint) => routes.CreateAsync(
            "route", "space-1", s_first, new RoutePolicy(), "create", "me", "", default, fingerprint);
        await CreateAsync("one");
        Assert.Equal(1, (await CreateAsync("one")).Generation);
        var error = await Assert.ThrowsAsync<RouteException>(() => CreateAsync("two"));
        Assert.Equal(RouteError.RequestIdReused, error.Code);
    }

    [Fact]
    public async Task Watch_ItsTimerRingsAfterItEnded_DisturbsNobody()
    {
        await using var store = Open();
        await CreateAsync(store);
        var timers = new LateTimers();
        await foreach (var route in new RouteStore(store, timers).WatchAsync(
            "route", TimeSpan.FromSeconds(1), error => throw error, default))
        {
            Assert.Equal(1, route.Generation);
            break;
        }
        timers.RingAll();
    }

    [Fact]
    public async Task Watch_ARouteThatIsNotThere_WaitsForItWithoutAnException()
    {
        await using var store = Open();
        var (routes, thrown, absent) = (new RouteStore(store, TimeProvider.System), 0, 0);
        void Count(object? sender, FirstChanceExceptionEventArgs met) =>
            Interlocked.Add(
                ref thrown, met.Exception is RouteException error && error.Message.Contains("'later'") ? 1 : 0);
        using var stop = new CancellationTokenSource();
        AppDomain.CurrentDomain.FirstChanceException += Count;
        await using var watch = routes.WatchAsync(
            "later", TimeSpan.FromMilliseconds(1), error => throw error, stop.Token, () => absent++)
            .GetAsyncEnumerator(stop.Token);
        var next = watch.MoveNextAsync().AsTask();
        await Wait.UntilAsync(() => Task.FromResult(absent), times => times > 3);
        AppDomain.CurrentDomain.FirstChanceException -= Count;

        await routes.CreateAsync("later", "space-1", s_first, new RoutePolicy(), "make", "ann", "", default);

        Assert.True(await next);
        Assert.Equal(("later", 1L), (watch.Current.Name, watch.Current.Generation));
        await stop.CancelAsync();
        Assert.Equal(0, thrown);
    }

    [Fact]
    public async Task Audit_OfARoute_SaysWhoWhenWhatAndWhy()
    {
        await using var store = Open();
        var routes = await CreateAsync(store);
        await routes.ApplyAsync("route", new RouteRequest(StageOf("a"), 1, "id", "ann", "better recall"), default);
        var change = (await routes.AuditAsync("route", 10, default))[0];
        Assert.Equal(
            (2L, "Stage", "ann", "better recall", "release-a"),
            (change.Generation, change.Event, change.Actor, change.Reason, change.ReleaseId));
    }

    [Fact]
    public async Task SetPolicy_ThatCannotBeMeant_IsRefused()
    {
        await using var store = Open();
        var routes = await CreateAsync(store);
        Assert.Equal(
            RouteError.InvalidPolicy,
            await TryAsync(routes, new RouteEvent.SetPolicy(new RoutePolicy { MinOverlapAt10 = double.NaN }), 1));
        Assert.Null(await TryAsync(routes, new RouteEvent.SetPolicy(new RoutePolicy { MinOverlapAt10 = 0.9 }), 1));
        Assert.Equal(0.9, (await routes.GetAsync("route", default)).Policy.MinOverlapAt10);
    }

    [Fact]
    public async Task Report_OfTwoGateways_TheFirstStands()
    {
        await using var store = Open();
        var reports = new ReportStore(store);
        var first = ReportBy("gateway-1", RolloutCheck.AtLeast(CheckNames.Overlap, 0.31, 0.7, 48, "the overlap"));
        Assert.Equal("gateway-1", (await reports.PutAsync(first, default)).Gateway);
        var second = await reports.PutAsync(
            ReportBy("gateway-2", RolloutCheck.That(CheckNames.Load, true, 1, "")), default);
        Assert.Equal(("gateway-1", false), (second.Gateway, second.Passed));
        Assert.Equal("gate: overlap@10: the overlap is 0.31, at least 0.7 is required (48 samples)", second.Summary);
        Assert.Equal(second.Checks, Assert.Single(await reports.ListAsync("route", default)).Checks);
    }

    [Fact]
    public async Task Prune_OfManyReports_KeepsTheNewestAndThoseOfPresentReleases()
    {
        await using var store = Open();
        var routes = await CreateAsync(store);
        var reports = new ReportStore(store);
        var route = await routes.ApplyAsync("route", Request(StageOf("a"), 1), default);
        string[] releases = ["r0", "release-a", "gone-1", "gone-2", "gone-3", "gone-4"];
        foreach (var (generation, release) in releases.Index())
        {
            // The later, the earlier by the clock: a gateway's clock may be anything.
            var report = ReportBy("gateway-1", RolloutCheck.That(CheckNames.Load, true, 1, "")) with
            {
                Id = $"{release}-gate",
                ReleaseId = release,
                Generation = generation,
                Created = DateTimeOffset.UnixEpoch.AddHours(-generation),
            };
            await reports.PutAsync(report, default);
        }

        await reports.PruneAsync(route, kept: 2, default);

        Assert.Equal(
            ["gone-4", "gone-3", "release-a", "r0"],
            (await reports.ListAsync("route", default)).Select(report => report.ReleaseId));
        Assert.Null(await reports.FindAsync("route", "gone-1-gate", default));
        await reports.PruneAsync(
            await routes.ApplyAsync("route", Request(new RouteEvent.Abort(), 2), default), kept: 2, default);
        Assert.Equal(
            ["gone-4", "gone-3", "r0"],
            (await reports.ListAsync("route", default)).Select(report => report.ReleaseId));
    }

    private static async Task<RouteStore> CreateAsync(IStateStore store)
    {
        var routes = new RouteStore(store, TimeProvider.System);
        await routes.CreateAsync("route", "space-1", s_first, new RoutePolicy(), "create", "me", "", default);
        return routes;
    }

    private static async Task<RouteError?> TryAsync(RouteStore routes, RouteEvent wish, long generation)
    {
        try
        {
            await routes.ApplyAsync("route", Request(wish, generation), default);
            return null;
        }
        catch (RouteException error)
        {
            return error.Code;
        }
    }

    private static RouteRequest Request(RouteEvent wish, long generation) =>
        new(wish, generation, Guid.NewGuid().ToString("N"), "me", "why");

    private static RouteEvent.Stage StageOf(string name) =>
        new(new Release($"release-{name}", $"bundle-{name}", DateTimeOffset.UnixEpoch), "space-1");

    private static RolloutReport ReportBy(string gateway, RolloutCheck check) => new()
    {
        Id = "r1-gate",
        Route = "route",
        ReleaseId = "r1",
        BundleId = "bundle-1",
        Kind = "gate",
        Checks = [check],
        Created = DateTimeOffset.UnixEpoch,
        Gateway = gateway,
    };
}
