using Grpc.Core;
using Kale.V1;

namespace Kale.EndToEnd.Tests.Campaign;

/// <summary>An operator who stages, promotes and rolls back, and sometimes tries an encoder of another space.</summary>
internal sealed class RouteLoad(CampaignSuite suite, Findings findings) : Load(suite, findings)
{
    private const string Route = "default";
    private const int LeastChanges = 20; // among which something must have passed the gate
    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly Dictionary<string, ulong> _made = []; // request id → generation
    private ulong _seen;
    private readonly SortedDictionary<string, int> _events = []; // of the audit
    private int _strangers;
    private int _passed;
    private int _next;

    /// <summary>Candidates that the gate let pass; each is about to be promoted.</summary>
    public int Passed => Volatile.Read(ref _passed);

    public override string Name => "stage, promote, roll back";

    public override string Summary =>
        $"generation {_seen}, {_strangers} encoders of another space refused; audit: "
        + string.Join(", ", _events.Select(pair => $"{pair.Value} {pair.Key}"));

    /// <summary>Registers the space and makes the route.</summary>
    public async Task CreateAsync()
    {
        await SurelyAsync(() => Suite.Registry.RegisterSpaceAsync(
            new RegisterSpaceRequest
            {
                ContextBundleId = Suite.Teacher.Id,
                ReferenceQueryBundleId = Suite.Teacher.Id,
                MinProbeCosine = -0.99,
            },
            deadline: Deadline));
        var create = new CreateRouteRequest
        {
            Name = Route,
            SpaceId = Suite.Teacher.Manifest.SpaceId,
            BundleId = Suite.Teacher.Id,
            RequestId = NewRequest(),
            Policy = new RoutePolicy
            {
                AllowDirectPromotion = true,
                MaxLatencyRatio = 1000,
                AcceptUnproved = true,
            },
        };
        Note(create.RequestId, await SurelyAsync(() => Suite.Registry.CreateRouteAsync(create, deadline: Deadline)));
    }

    protected override async Task StepAsync()
    {
        var route = await ReadAsync();
        if (route.CandidateStage == RolloutStage.Gated) { Interlocked.Increment(ref _passed); }
        await (route switch
        {
            { Candidate: null } when _next % 7 == 0 => TryStrangerAsync(route),
            { Candidate: null } when _next % 3 == 0 && route.Previous is not null =>
                ChangeAsync(route, change => Suite.Registry.RollbackAsync(change, deadline: Deadline)),
            { Candidate: null } => StageAsync(route),
            { CandidateStage: RolloutStage.Gated } =>
                ChangeAsync(route, change => Suite.Registry.PromoteAsync(change, deadline: Deadline)),
            _ => Task.Delay(TimeSpan.FromMilliseconds(50)), // the gate judges
        });
    }

    protected override async Task CheckAsync()
    {
        var audit = (await Suite.Registry.GetAuditAsync(
            new GetAuditRequest { Route = Route, Count = 10_000 }, deadline: Deadline)).Changes;
        _events.Clear();
        foreach (var entry in audit)
            _events[entry.Event] = _events.GetValueOrDefault(entry.Event) + 1;
        var generations = audit.Select(change => change.Generation).Order().ToList();
        Findings.Unless(
            generations.SequenceEqual(Enumerable.Range(1, generations.Count).Select(i => (ulong)i)),
            $"the generations of the audit are not 1 to {generations.Count}: {string.Join(' ', generations)}");
        var route = await ReadAsync();
        Findings.Unless(
            _events.ContainsKey("Promote") || audit.Count < LeastChanges,
            "nothing was ever promoted: the gate refuses what is near the active encoder");
        Findings.Unless(
            route.Generation == (ulong)generations.Count,
            $"the route is at generation {route.Generation}, the audit at {generations.Count}");
        foreach (var (request, generation) in _made)
        {
            var entries = audit.Where(change => change.RequestId == request).ToList();
            Findings.Unless(
                entries.Count == 1 && entries[0].Generation == generation,
                $"request {request} led to generation {generation}; the audit has it {entries.Count} times");
        }
    }

    private async Task<Route> ReadAsync()
    {
        var route = await Suite.Registry.GetRouteAsync(new GetRouteRequest { Name = Route }, deadline: Deadline);
        Findings.Unless(route.Generation >= _seen, $"generation {route.Generation} after {_seen}");
        _seen = Math.Max(_seen, route.Generation);
        return route;
    }

    private Task StageAsync(Route route)
    {
        var bundle = Suite.Students.Append(Suite.Teacher).First(
            candidate => candidate.Id != route.Active.BundleId && candidate.Id != route.Previous?.BundleId);
        var stage = StageOf(route, bundle.Id);
        return MakeAsync(stage.RequestId, () => Suite.Registry.StageReleaseAsync(stage, deadline: Deadline));
    }

    private async Task TryStrangerAsync(Route route)
    {
        var stage = StageOf(route, Suite.Stranger.Id);
        try
        {
            await SurelyAsync(() => Suite.Registry.StageReleaseAsync(stage, deadline: Deadline));
            Findings.Add("an encoder of another space was staged");
        }
        catch (RpcException error)
        {
            Findings.Unless(
                error.StatusCode is StatusCode.FailedPrecondition or StatusCode.Aborted,
                $"an encoder of another space was answered with {error.StatusCode}");
            _strangers++;
        }
    }

    private StageReleaseRequest StageOf(Route route, string bundle) => new()
    {
        Route = Route,
        BundleId = bundle,
        ExpectedGeneration = route.Generation,
        RequestId = NewRequest(),
    };

    private Task ChangeAsync(Route route, Func<RouteChangeRequest, AsyncUnaryCall<Route>> send)
    {
        var change = new RouteChangeRequest
        {
            Route = Route,
            ExpectedGeneration = route.Generation,
            RequestId = NewRequest(),
        };
        return MakeAsync(change.RequestId, () => send(change));
    }

    /// <summary>Sent until it is answered, it happens once, or not where the route has changed meanwhile.</summary>
    private async Task MakeAsync(string request, Func<AsyncUnaryCall<Route>> send)
    {
        try
        {
            Note(request, await SurelyAsync(send));
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.Aborted or StatusCode.FailedPrecondition)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50)); // a gate's verdict, or replicas that are not ready yet
        }
    }

    private void Note(string request, Route route)
    {
        _made[request] = route.Generation;
        _seen = Math.Max(_seen, route.Generation);
        Promised();
    }

    private string NewRequest() => $"{_run} {++_next}";
}
