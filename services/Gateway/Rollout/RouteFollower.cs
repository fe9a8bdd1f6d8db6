using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Kale.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Rollout;

/// <summary>
/// Keeps the route as this gateway last read it. A store that does not answer changes nothing: searches go on with what
/// was true last, which replicas keep warm.
/// </summary>
internal sealed class RouteFollower(
    RouteStore routes, IOptions<GatewayOptions> options, TimeProvider time, ILogger<RouteFollower> logger)
    : BackgroundLoop(time, logger)
{
    private static readonly TimeSpan s_absent = TimeSpan.FromMilliseconds(500);

    private readonly ToldOnce _unreachable = new(logger);
    private volatile Route? _current;

    /// <summary>Null while there is no route, or none was read yet: the configured encoder answers.</summary>
    public Route? Current => _current;

    /// <summary>Told after <see cref="Current"/> has changed.</summary>
    public event Action? Changed;

    protected override async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        await FollowAsync(cancellation);
        await Task.Delay(s_absent, Time, cancellation);
        return true;
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var route in
                routes.WatchAsync(options.Value.Route, options.Value.Rollout.Interval, Unreachable, cancellation))
                Take(route);
        }
        catch (StateStoreException error)
        {
            Unreachable(error);
        }
    }

    private void Take(Route route)
    {
        _current = route;
        _unreachable.Over();
        Log.RouteChanged(
            Logger, route.Name, route.Generation, route.Active.BundleId, route.Candidate?.Stage.ToString() ?? "none");
        Changed?.Invoke();
    }

    private void Unreachable(StateStoreException error) => _unreachable.Tell(error.Message, Log.StateUnreachable);
}
