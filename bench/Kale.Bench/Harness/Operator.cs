using Kale.Bundles;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.Rollouts.State;

namespace Kale.Bench.Harness;

/// <summary>Changes the route "default" in Redis, as a gateway does on an operator's behalf.</summary>
internal sealed class Operator : IAsyncDisposable
{
    // The client's name for PUBLISH is turned into a command that tells nobody.
    private const string Mute = ",$PUBLISH=SETNX";

    private readonly IStateStore _store;
    private readonly RouteStore _routes;

    public Operator(string redis, bool announces)
    {
        _store = StateStores.Open(new StateOptions { Redis = announces ? redis : redis + Mute }, TimeProvider.System);
        _routes = new RouteStore(_store, TimeProvider.System);
    }

    public Task<Route> CreateAsync(Bundle active) => _routes.CreateAsync(
        "default",
        active.Manifest.SpaceId,
        Release(active),
        new RoutePolicy { AllowDirectPromotion = true, KeepWarm = TimeSpan.FromMilliseconds(1) },
        "create",
        "bench",
        "",
        default);

    /// <summary>Stages the bundle and waits until every replica has it warm.</summary>
    public async Task StageAsync(Bundle bundle, int replicas)
    {
        var release = Release(bundle);
        await ApplyAsync(new RouteEvent.Stage(release, bundle.Manifest.SpaceId));
        var fleet = new FleetView(_store);
        while ((await fleet.ReadAsync("default", default)).Count(replica => replica.IsReady(release)) < replicas)
        {
            await Task.Delay(20);
        }
        await ApplyAsync(new RouteEvent.RecordVerdict(release.Id, "bench", Passed: true));
    }

    public Task<Route> PromoteAsync() => ApplyAsync(new RouteEvent.Promote());

    public async Task CoolAsync()
    {
        await Task.Delay(5);
        await ApplyAsync(new RouteEvent.Cool());
    }

    public async Task<Route> ApplyAsync(RouteEvent wish)
    {
        var route = await _routes.GetAsync("default", default);
        return await _routes.ApplyAsync(
            "default", new RouteRequest(wish, route.Generation, $"{Guid.NewGuid()}", "bench", ""), default);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static Release Release(Bundle bundle) =>
        new($"release-{Guid.NewGuid():N}", bundle.Id, TimeProvider.System.GetUtcNow());
}
