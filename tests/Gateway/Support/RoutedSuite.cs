using System.Collections.Concurrent;
using System.Text.Json;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Spaces;
using Kale.Rollouts.State;
using Kale.Rollouts.Tests.State;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Release = Kale.Rollouts.Routes.Release;
using Route = Kale.Rollouts.Routes.Route;
using RoutePolicy = Kale.Rollouts.Routes.RoutePolicy;

namespace Kale.Gateway.Tests.Support;

/// <summary>
/// A gateway on a route, with one replica whose encoders are rotations: bundle "b+5" turns every query by five degrees.
/// </summary>
internal sealed class RoutedSuite : IAsyncDisposable
{
    public const string Active = "b+0";

    private readonly string _directory = Directory.CreateTempSubdirectory("kale-routed-").FullName;
    private readonly IStateStore _state;
    private readonly (string Option, string Value)[] _settings;
    private readonly CancellationTokenSource _stop = new();
    private Peer _peer = null!;
    private Task _reporting = Task.CompletedTask;

    private RoutedSuite(RedisServer? redis)
    {
        var files = Path.Combine(_directory, "state");
        _settings = redis is null
            ? [("State:Directory", files)]
            : [("State:Redis", $"127.0.0.1:{redis.Port}"), ("State:Prefix", Prefix)];
        _state = redis is null
            ? new FileStateStore(files, TimeProvider.System)
            : new RedisStateStore(redis.Connection, Prefix, RedisServer.Patience);
        Routes = new RouteStore(_state, TimeProvider.System);
        Reports = new ReportStore(_state);
        Labels = new LabelStore(_state);
    }

    /// <summary>Of the state's keys in Redis.</summary>
    public string Prefix { get; } = $"test-{Guid.NewGuid():N}";

    public RotatingEncoder Encoder { get; } = new();

    public Shelf Shelf { get; private set; } = null!;

    public GatewayHost Gateway { get; private set; } = null!;

    public RouteStore Routes { get; }

    public ReportStore Reports { get; }

    public LabelStore Labels { get; }

    public EncoderRegistry.EncoderRegistryClient Registry => new(Gateway.Channel);

    /// <summary>What the replica says of bundles that it does not have ready.</summary>
    public ConcurrentDictionary<string, LoadedBundle> Others { get; } = [];

    /// <summary>Further replicas, by name, that say that they are loading a bundle.</summary>
    public ConcurrentDictionary<string, string> Loading { get; } = [];

    /// <summary>Another gateway on the same route.</summary>
    public Task<GatewayHost> AnotherGatewayAsync() => GatewayHost.StartAsync(
    [
        ("QueryEncoder:Address", _peer.Address), ("Qdrant:Address", Shelf.Address), .. _settings,
        ("BundleStore", Path.Combine(_directory, "bundles")), ("Rollout:Interval", "00:00:00.050"),
    ]);

    /// <summary>The gateway ends, with all that it has seen, and another one is there.</summary>
    public async Task ReplaceGatewayAsync()
    {
        await Gateway.DisposeAsync();
        Gateway = await AnotherGatewayAsync();
        await Gateway.WaitUntilReadyAsync();
    }

    public static Task<RoutedSuite> StartAsync(RoutePolicy policy, params (string Option, string Value)[] options) =>
        StartAsync(policy, null, TimeProvider.System, options);

    /// <summary>Kept in Redis, where one is given, with a gateway that has a clock of its own.</summary>
    public static async Task<RoutedSuite> StartAsync(
        RoutePolicy policy, RedisServer? redis, TimeProvider time, params (string Option, string Value)[] options)
    {
        var suite = new RoutedSuite(redis) { Shelf = await Shelf.StartAsync() };
        await suite.Shelf.CommitAsync(
            "docs",
            "first",
            Shelf.SpaceId,
            [
                .. Enumerable.Range(0, 36)
                    .Select(i => ($"d{i}", new double[] { i * 10 }, (Google.Protobuf.WellKnownTypes.Struct?)null)),
            ]);
        await suite.WriteSpaceAsync();
        await suite.Routes.CreateAsync(
            "default", Shelf.SpaceId, new Release("r0", Active, DateTimeOffset.UnixEpoch), policy,
            "create", "test", "", default);
        suite._peer = await Peer.StartAsync(suite.Encoder);
        suite._reporting = suite.ReportAsync();
        suite.Gateway = await GatewayHost.StartAsync(time,
        [
            ("QueryEncoder:Address", suite._peer.Address), ("Qdrant:Address", suite.Shelf.Address), .. suite._settings,
            ("BundleStore", Path.Combine(suite._directory, "bundles")), ("Rollout:Interval", "00:00:00.050"),
            .. options,
        ]);
        await suite.Gateway.WaitUntilReadyAsync();
        return suite;
    }

    public async Task<Route> ApplyAsync(RouteEvent wish)
    {
        var route = await Routes.GetAsync("default", default);
        return await Routes.ApplyAsync(
            "default", new RouteRequest(wish, route.Generation, Guid.NewGuid().ToString("N"), "test", ""), default);
    }

    public Task<Route> StageAsync(string bundle) => ApplyAsync(
        new RouteEvent.Stage(new Release($"release-of-{bundle}", bundle, DateTimeOffset.UnixEpoch), Shelf.SpaceId));

    public Task<Route> WaitAsync(Func<Route, bool> holds) =>
        Wait.ForFirstAsync(
            stop => Routes.WatchAsync("default", TimeSpan.FromMilliseconds(50), error => throw error, stop), holds);

    /// <summary>The gate's or the rollout's latest word on a bundle.</summary>
    public async Task<Kale.Rollouts.Reports.RolloutReport> ReportOfAsync(string bundle) =>
        (await Reports.ListAsync("default", default)).First(report => report.BundleId == bundle);

    public async Task<IReadOnlyList<SearchResponse>> SearchAsync(int count, string key = "user")
    {
        var responses = new List<SearchResponse>();
        for (var i = 0; i < count; i++)
        {
            responses.Add(await Gateway.Client.SearchAsync(
                new SearchRequest { Query = $"{i * 7 % 360}", Collection = "docs", StickyKey = $"{key}{i}" }));
        }
        return responses;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reporting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Gateway.DisposeAsync();
        await _peer.DisposeAsync();
        await Shelf.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    // As the registry writes it; the encoders of these tests are no bundles.
    private Task<StateOutcome> WriteSpaceAsync()
    {
        var probes = Enumerable.Range(0, 24)
            .Select(i => new SpaceProbe($"{i * 15}", ScriptedEncoder.Vector(i * 15)))
            .ToList();
        var space = new RegisteredSpace(
            Shelf.SpaceId, "bundle-context", Active, 0.9, 2, true, probes, DateTimeOffset.UnixEpoch);
        return _state.WriteAsync(
            new StateChange($"space/{Shelf.SpaceId}", 0, JsonSerializer.Serialize(space), "register", ""), default);
    }

    private LoadedBundle Reported(Release release)
    {
        var ready = new LoadedBundle(release.BundleId, "", BundleState.Ready, "", 1);
        return Others.GetValueOrDefault(release.BundleId, ready) with { ReleaseId = release.Id };
    }

    private static ReplicaReport LoadingReport(string name, string bundle, Route route) => new()
    {
        Name = name,
        Address = "",
        Route = "default",
        Generation = route.Generation,
        ActiveBundleId = "",
        ActiveGeneration = 0,
        Sequence = 1,
        Bundles = [new LoadedBundle(bundle, "", BundleState.Loading, "", 0)],
    };

    private async Task ReportAsync()
    {
        var fleet = new FleetView(_state);
        for (var sequence = 1L; ; sequence++)
        {
            var route = await Routes.GetAsync("default", _stop.Token);
            var bundles = route.WantedReleases.Select(Reported);
            await fleet.PutAsync(new ReplicaReport
            {
                Name = "replica",
                Address = _peer.Address,
                Route = "default",
                Generation = route.Generation,
                ActiveBundleId = route.Active.BundleId,
                ActiveGeneration = route.Generation,
                Sequence = sequence,
                Bundles = [.. bundles],
            }, _stop.Token);
            foreach (var (name, bundle) in Loading)
                await fleet.PutAsync(LoadingReport(name, bundle, route), _stop.Token);
            await Task.Delay(50, _stop.Token);
        }
    }
}
