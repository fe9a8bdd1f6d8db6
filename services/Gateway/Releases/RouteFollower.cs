using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Releases;

/// <summary>
/// Keeps the route as this gateway last read it. A store that does not answer changes nothing: searches go on with what
/// was true last, which replicas keep warm.
/// </summary>
internal sealed class RouteFollower(
    RouteStore routes, IOptions<GatewayOptions> options, TimeProvider time, ILogger<RouteFollower> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_absent = TimeSpan.FromMilliseconds(500);

    private volatile Route? _current;

    /// <summary>Null while there is no route, or none was read yet.</summary>
    public Route? Current => _current;

    /// <summary>Told after <see cref="Current"/> has changed.</summary>
    public event Action? Changed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await FollowAsync(stoppingToken);
            await Task.Delay(s_absent, time, stoppingToken);
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var route in
                routes.WatchAsync(options.Value.Route, options.Value.Rollout.Interval, Unreachable, cancellation))
                Take(route);
        }
        catch (RouteException error) when (error.Code == RouteError.NotFound)
        {
            // Not made yet: the configured encoder answers.
        }
        catch (StateStoreException error)
        {
            Unreachable(error);
        }
    }

    private void Take(Route route)
    {
        _current = route;
        Log.RouteChanged(
            logger, route.Name, route.Generation, route.Active.BundleId, route.Candidate?.Stage.ToString() ?? "none");
        Changed?.Invoke();
    }

    private void Unreachable(StateStoreException error) => Log.StateUnreachable(logger, error.Message);
}
