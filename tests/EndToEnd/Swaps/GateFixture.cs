using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kale.Bundles;
using Kale.Encoding;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Provenance = Kale.Bundles.Provenance;

namespace Kale.EndToEnd.Tests.Swaps;

/// <summary>
/// A running suite with a corpus, a registered space and the route "default" that serves its reference encoder.
/// </summary>
public abstract class GateFixture : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-swaps-").FullName;

    internal RunningSuite Suite { get; private set; } = null!;

    internal string Data => Path.Combine(_directory, "data");

    internal string Active { get; private set; } = "";

    internal EncoderRegistry.EncoderRegistryClient Registry => new(Suite.Channel);

    public async Task InitializeAsync()
    {
        var store = new BundleStore(Path.Combine(Data, "bundles"));
        var provenance = new Provenance { Source = "random weights for tests", Created = DateTimeOffset.UnixEpoch };
        var model = Model();
        var reference = BundlePublisher.Publish(
            model, space: null, store, "default", new PublishOptions { Provenance = provenance });
        Active = reference.Id;
        Prepare(store, reference, model);
        WriteCorpus(Path.Combine(_directory, "corpus"));
        Suite = await (await RunningSuite.StartAsync(Data)).ReadyAsync();
        (await Suite.RunAsync("index", Path.Combine(_directory, "corpus"), "-c", "docs")).Succeeded();
        (await Suite.RunAsync("spaces", "register", "default")).Succeeded();
        (await Suite.RunAsync("releases", "create", "default", "--space", reference.Manifest.SpaceId)).Succeeded();
        await SetPolicyAsync(new RoutePolicy
        {
            MinObservations = 10,
            MaxLatencyRatio = 2,
            LatencySlack = Milliseconds(3),
        });
    }

    /// <summary>The reference encoder.</summary>
    private protected abstract EncoderModel Model();

    private protected abstract void Prepare(BundleStore store, Bundle reference, EncoderModel model);

    private protected abstract void WriteCorpus(string directory);

    internal static Duration Milliseconds(double value) => Duration.FromTimeSpan(TimeSpan.FromMilliseconds(value));

    internal async Task SetPolicyAsync(RoutePolicy policy) => await Registry.SetPolicyAsync(new SetPolicyRequest
    {
        Route = "default",
        ExpectedGeneration = (await GetAsync()).Generation,
        RequestId = Guid.NewGuid().ToString("N"),
        Policy = policy,
    });

    public Task DisposeAsync()
    {
        Suite.Dispose();
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    internal async Task<Route> StageAsync(string bundleId)
    {
        var route = await GetAsync();
        // What a failed test left behind fails no other.
        if (route.Candidate is not null) { route = await Registry.AbortAsync(await ChangeAsync()); }
        return await Registry.StageReleaseAsync(new StageReleaseRequest
        {
            Route = "default",
            BundleId = bundleId,
            ExpectedGeneration = route.Generation,
            RequestId = Guid.NewGuid().ToString("N"),
            Actor = "test",
        });
    }

    internal async Task<Route> GetAsync() => await Registry.GetRouteAsync(new GetRouteRequest { Name = "default" });

    internal async Task<RouteChangeRequest> ChangeAsync(bool automatic = false) =>
        new()
        {
            Route = "default",
            ExpectedGeneration = (await GetAsync()).Generation,
            RequestId = Guid.NewGuid().ToString("N"),
            Actor = "test",
            Automatic = automatic,
        };

    internal Task<Route> WaitAsync(Func<Route, bool> holds) => Wait.ForFirstAsync(
        stop => Registry.WatchRoute(new GetRouteRequest { Name = "default" }, cancellationToken: stop)
            .ResponseStream.ReadAllAsync(stop),
        holds);

    internal async Task<RolloutReport> GateReportAsync(string releaseId)
    {
        var reports = await Registry.ListReportsAsync(
            new ListRolloutReportsRequest { Route = "default", ReleaseId = releaseId });
        return reports.Reports.Single(report => report.Kind == "gate");
    }
}
