using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Microsoft.Extensions.Options;
using Route = Kale.Rollouts.Routes.Route;

namespace Kale.QueryEncoder.Following;

/// <summary>
/// Watches the route and hands on what it wants. While the state store is away, or before the route exists, the replica
/// goes on with what it has.
/// </summary>
internal sealed class RouteFollower(
    RouteStore routes, Residents residents, FollowingInstruments instruments, IOptions<QueryEncoderOptions> options,
    TimeProvider time, ILogger<RouteFollower> logger) : BackgroundService
{
    private string _told = "";

    private QueryEncoderOptions Options => options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        residents.Follow(Wanted.Of(Options.Encoder));
        while (!stoppingToken.IsCancellationRequested)
        {
            await WatchAsync(stoppingToken);
            await Task.Delay(Options.Following.Reconcile, time, stoppingToken);
        }
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var route in
                routes.WatchAsync(Options.Route, Options.Following.Reconcile, Unreachable, stop))
                Apply(route);
        }
        catch (StateStoreException error)
        {
            Unreachable(error);
        }
        catch (RouteException error)
        {
            Tell(error.Message);
        }
    }

    private void Apply(Route route)
    {
        residents.Follow(Wanted.Of(route));
        instruments.Saw(route.Generation);
        _told = "";
        Log.Following(
            logger, route.Name, route.Generation, route.Active.BundleId, route.Candidate?.Release.BundleId ?? "none");
    }

    private void Unreachable(StateStoreException error)
    {
        instruments.StoreFailed();
        Tell(error.Message);
    }

    private void Tell(string problem)
    {
        if (problem == _told)
            return;
        _told = problem;
        Log.RouteUnknown(logger, Options.Route, problem);
    }
}
