using Kale.Bundles;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Kale.Rollouts.Tests.State;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.QueryEncoder.Tests.Support;

/// <summary>
/// A route "main" over tiny bundles, kept in a file or in Redis, its operator, and replicas that follow it.
/// </summary>
internal sealed class RoutedFleet : IAsyncDisposable
{
    private readonly List<EncoderHost> _hosts = [];
    private readonly string _state = Directory.CreateTempSubdirectory("kale-state-").FullName;
    private readonly (string Option, string Value)[] _settings;

    public RoutedFleet(RedisServer? redis = null)
    {
        _settings = redis is null
            ? [("State:Directory", _state)]
            : [("State:Redis", $"127.0.0.1:{redis.Port}"), ("State:Prefix", Prefix)];
        Store = redis is null
            ? new FileStateStore(_state, TimeProvider.System)
            : new RedisStateStore(redis.Connection, Prefix, RedisServer.Patience);
        Routes = new RouteStore(Store, TimeProvider.System);
        Teacher = Bundles.Encoder("teacher");
        Student = Bundles.Student(Teacher, "student");
    }

    /// <summary>Of the state's keys in Redis.</summary>
    public string Prefix { get; } = $"test-{Guid.NewGuid():N}";

    public TinyBundles Bundles { get; } = new();

    public IStateStore Store { get; }

    public RouteStore Routes { get; }

    public Bundle Teacher { get; }

    public Bundle Student { get; }

    public Task<Route> CreateAsync(TimeSpan keepWarm = default) => Routes.CreateAsync(
        "main",
        Teacher.Manifest.SpaceId,
        Release(Teacher),
        new RoutePolicy { AllowDirectPromotion = true, KeepWarm = keepWarm },
        "create",
        "test",
        "",
        default);

    /// <summary>One event on whatever generation there is.</summary>
    public async Task<Route> ApplyAsync(RouteEvent wish)
    {
        var route = await Routes.GetAsync("main", default);
        return await Routes.ApplyAsync(
            "main", new RouteRequest(wish, route.Generation, $"{Guid.NewGuid()}", "test", ""), default);
    }

    /// <summary>Staged, gated, and ready on every replica.</summary>
    public async Task<Route> StageAsync(Bundle bundle)
    {
        var release = Release(bundle);
        await ApplyAsync(new RouteEvent.Stage(release, Teacher.Manifest.SpaceId));
        return await ApplyAsync(new RouteEvent.RecordVerdict(release.Id, "v", Passed: true));
    }

    public Task<EncoderHost> JoinAsync(params (string Option, string Value)[] options) =>
        JoinAsync(TimeProvider.System, options);

    public async Task<EncoderHost> JoinAsync(TimeProvider time, params (string Option, string Value)[] options)
    {
        var host = await EncoderHost.StartAsync(
            time,
            Bundles.Store.Directory,
            [("Route", "main"), .. _settings, ("Following:Reconcile", "00:00:00.050"), .. options]);
        _hosts.Add(host);
        return host;
    }

    /// <summary>Waits until the only replica's report is as wished.</summary>
    public async Task<ReplicaReport> ReportAsync(Func<ReplicaReport, bool> wished)
    {
        var fleet = new FleetView(Store);
        return (await Wait.UntilAsync(() => fleet.ReadAsync("main", default), reports => reports.Any(wished)))
            .First(wished);
    }

    /// <summary>Waits until the reports of so many replicas are all as wished.</summary>
    public Task EveryoneAsync(int replicas, Func<ReplicaReport, bool> wished)
    {
        var fleet = new FleetView(Store);
        return Wait.UntilAsync(
            () => fleet.ReadAsync("main", default),
            reports => reports.Count == replicas && reports.All(wished));
    }

    public async Task<string> ReasonAsync(Bundle bundle) =>
        (await ReportAsync(report => StateOf(report, bundle) == BundleState.Refused)).Bundles
            .Single(loaded => loaded.BundleId == bundle.Id).Reason;

    public static BundleState? StateOf(ReplicaReport report, Bundle bundle) =>
        report.Bundles.FirstOrDefault(loaded => loaded.BundleId == bundle.Id)?.State;

    public static Release Release(Bundle bundle) =>
        new($"release-{Guid.NewGuid():N}", bundle.Id, DateTimeOffset.UnixEpoch);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        await Store.DisposeAsync();
        Bundles.Dispose();
        Directory.Delete(_state, recursive: true);
    }
}
