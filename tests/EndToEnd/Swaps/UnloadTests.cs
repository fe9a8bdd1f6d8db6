using Grpc.Net.Client;
using Kale.Bundles;
using Kale.Encoding;
using Kale.EndToEnd.Tests.Faults;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Kale.V1;
using Release = Kale.Rollouts.Routes.Release;
using Route = Kale.Rollouts.Routes.Route;
using RoutePolicy = Kale.Rollouts.Routes.RoutePolicy;

namespace Kale.EndToEnd.Tests.Swaps;

/// <summary>
/// A query encoder in a process of its own that swaps heavy encoders: those that were replaced take no memory.
/// </summary>
public sealed class UnloadTests : IAsyncLifetime
{
    private const int Swaps = 10;
    private const int Settled = 4;

    private readonly string _directory = Directory.CreateTempSubdirectory("kale-unload-").FullName;
    private FileStateStore _state = null!;
    private RouteStore _routes = null!;
    private ServiceProcess _replica = null!;
    private Bundle _first = null!;
    private Bundle _second = null!;

    public async Task InitializeAsync()
    {
        var (store, state) = (new BundleStore(Path.Combine(_directory, "bundles")), Path.Combine(_directory, "state"));
        _first = Publish(store, "first", 1, null);
        _second = Publish(store, "second", 2, _first);
        _state = new FileStateStore(state, TimeProvider.System);
        _routes = new RouteStore(_state, TimeProvider.System);
        var policy = new RoutePolicy { AllowDirectPromotion = true, KeepWarm = TimeSpan.Zero };
        await _routes.CreateAsync(
            "default", _first.Manifest.SpaceId, ReleaseOf(_first), policy, "create", "test", "", default);
        _replica = new ServiceProcess(
            "Kale.QueryEncoder.dll", "Now listening on: ", "--urls", "http://127.0.0.1:0",
            "--QueryEncoder:Route", "default", "--QueryEncoder:BundleStore", store.Directory,
            "--QueryEncoder:Inference:Threads", "1", "--QueryEncoder:Following:Reconcile", "00:00:00.050",
            "--State:Directory", state);
        await _replica.StartAsync();
    }

    public async Task DisposeAsync()
    {
        _replica.Dispose();
        await _state.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Swaps_OfEncodersWhoseWarmTimeIsOver_GiveTheirMemoryBack()
    {
        await WaitAsync(report => report.ActiveBundleId == _first.Id);
        var resident = new List<long>();
        var (active, next) = (_first, _second);
        for (var swap = 0; swap < Swaps; swap++)
        {
            await SwapAsync(active, next);
            resident.Add(_replica.ResidentBytes());
            (active, next) = (next, active);
        }

        var weights = new FileInfo(_first.PathOf("model.safetensors")).Length;
        Assert.True(weights > 20 << 20, $"{weights} bytes of weights are too few to be seen");
        // A swap that forgets its encoder adds ten times the weights (seen by keeping them), so from the first few to
        // the last few forty times; a collector's garbage comes and goes by less than six.
        var (before, after) = (resident.Take(Settled).Max(), resident.TakeLast(Swaps - Settled - 3).Min());
        Assert.True(
            after < before + (6 * weights),
            $"MiB after each swap: {string.Join(", ", resident.Select(bytes => bytes >> 20))}");
    }

    private async Task SwapAsync(Bundle active, Bundle next)
    {
        var release = ReleaseOf(next);
        await ApplyAsync(new RouteEvent.Stage(release, next.Manifest.SpaceId));
        await WaitAsync(report => report.IsReady(release));
        await ApplyAsync(new RouteEvent.RecordVerdict(release.Id, "verdict", Passed: true));
        var promoted = await ApplyAsync(new RouteEvent.Promote());
        var report = await WaitAsync(report => report.ActiveGeneration == promoted.Generation);
        using var channel = GrpcChannel.ForAddress(report.Address);
        var answer = await new QueryEncoding.QueryEncodingClient(channel)
            .EncodeAsync(new EncodeRequest { Texts = { "a b c" } });
        Assert.Equal(next.Id, answer.ServedBy.BundleId);
        await ApplyAsync(new RouteEvent.Cool());
        // Told of no more when its session is disposed.
        await WaitAsync(report => report.Bundles.All(bundle => bundle.BundleId != active.Id));
    }

    private async Task<Route> ApplyAsync(RouteEvent wish)
    {
        var route = await _routes.GetAsync("default", default);
        return await _routes.ApplyAsync(
            "default", new RouteRequest(wish, route.Generation, $"{Guid.NewGuid()}", "test", ""), default);
    }

    private async Task<ReplicaReport> WaitAsync(Func<ReplicaReport, bool> wished)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            if ((await new FleetView(_state).ReadAsync("default", patience.Token)).FirstOrDefault(wished) is { } report)
            {
                return report;
            }
            await Task.Delay(20, patience.Token);
        }
    }

    private static Release ReleaseOf(Bundle bundle) =>
        new($"release-{Guid.NewGuid():N}", bundle.Id, DateTimeOffset.UnixEpoch);

    private static Bundle Publish(BundleStore store, string name, int seed, Bundle? teacher)
    {
        var options = new PublishOptions
        {
            Provenance = new global::Kale.Bundles.Provenance
            {
                Source = "random weights for tests",
                Created = DateTimeOffset.UnixEpoch,
            },
        };
        return teacher is null
            ? BundlePublisher.Publish(TinyEncoder.Heavy(seed), null, store, name, options)
            : BundlePublisher.Publish(
                TinyEncoder.Heavy(seed), teacher.Manifest.Space, store, name,
                options with { ReferenceProbes = teacher.Probes, MinCosine = -0.99 });
    }
}
