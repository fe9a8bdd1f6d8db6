using Grpc.Net.Client;
using Kale.V1;

namespace Kale.Bench.Harness;

/// <summary>Puts encoders before the gate of a running suite, by the policy that a route has by default.</summary>
internal sealed class Gatekeeper(GrpcChannel channel, string route)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly EncoderRegistry.EncoderRegistryClient _registry = new(channel);

    /// <summary>Serves a reference encoder on the route, if it is not there yet.</summary>
    public async Task OpenAsync(string reference)
    {
        var space = await _registry.RegisterSpaceAsync(
            new RegisterSpaceRequest { ContextBundleId = reference, ReferenceQueryBundleId = reference });
        await _registry.CreateRouteAsync(new CreateRouteRequest
        {
            Name = route,
            SpaceId = space.SpaceId,
            BundleId = reference,
            RequestId = "create",
        });
    }

    /// <summary>The gate's report on the bundle and how long it took. Nothing is staged after.</summary>
    public async Task<(RolloutReport Report, TimeSpan Time)> JudgeAsync(string bundle)
    {
        var start = TimeProvider.System.GetTimestamp();
        var staged = await _registry.StageReleaseAsync(new StageReleaseRequest
        {
            Route = route,
            BundleId = bundle,
            ExpectedGeneration = (await GetAsync()).Generation,
            RequestId = $"{Guid.NewGuid()}",
        });
        var report = await ReportAsync(staged.Candidate.ReleaseId);
        var time = TimeProvider.System.GetElapsedTime(start);
        if (await DecidedAsync() is { Candidate: not null } passed)
            await _registry.AbortAsync(Change(passed));
        return (report, time);
    }

    /// <summary>The timestamp at which a replica has the bundle ready as the route's candidate.</summary>
    public async Task<long> ReadyAsync(string bundle)
    {
        while (true)
        {
            var fleet = await _registry.GetFleetAsync(new GetFleetRequest { Route = route });
            if (fleet.Replicas.SelectMany(replica => replica.Encoders)
                .Any(encoder => encoder.BundleId == bundle && encoder.ReleaseId.Length > 0 && encoder.Ready))
                return TimeProvider.System.GetTimestamp();
            await Task.Delay(s_pause);
        }
    }

    private async Task<RolloutReport> ReportAsync(string release)
    {
        var request = new ListRolloutReportsRequest { Route = route, ReleaseId = release };
        while (true)
        {
            var reports = (await _registry.ListReportsAsync(request)).Reports;
            if (reports.FirstOrDefault(report => report.Kind == "gate") is { } report)
                return report;
            await Task.Delay(s_pause);
        }
    }

    /// <summary>The report is stored before the route's verdict.</summary>
    private async Task<Route> DecidedAsync()
    {
        var decided = await GetAsync();
        for (; decided is { Candidate: not null, CandidateStage: RolloutStage.Staged }; decided = await GetAsync())
            await Task.Delay(s_pause);
        return decided;
    }

    private async Task<Route> GetAsync() => await _registry.GetRouteAsync(new GetRouteRequest { Name = route });

    private static RouteChangeRequest Change(Route route) => new()
    {
        Route = route.Name,
        ExpectedGeneration = route.Generation,
        RequestId = $"{Guid.NewGuid()}",
    };
}
