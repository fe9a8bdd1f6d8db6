using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Kale.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;
using Route = Kale.Rollouts.Routes.Route;

namespace Kale.QueryEncoder.Following;

/// <summary>
/// Watches the route and hands on what it wants. While the state store is away, or before the route exists, the replica
/// goes on with what it has.
/// </summary>
internal sealed class RouteFollower(
    RouteStore routes, Residents residents, FollowingInstruments instruments, IOptions<QueryEncoderOptions> options,
    TimeProvider time, ILogger<RouteFollower> logger) : BackgroundLoop(time, logger)
{
    private readonly ToldOnce _unknown = new(logger);
    private bool _absent;

    private QueryEncoderOptions Options => options.Value;

    protected override Task BeginAsync(CancellationToken cancellation)
    {
        residents.Follow(Wanted.Of(Options.Encoder));
        return Task.CompletedTask;
    }

    protected override async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        await WatchAsync(cancellation);
        await Task.Delay(Options.Following.Reconcile, Time, cancellation);
        return true;
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var route in
                routes.WatchAsync(Options.Route, Options.Following.Reconcile, Unreachable, stop, Absent))
                Apply(route);
        }
        catch (StateStoreException error)
        {
            Unreachable(error);
        }
    }

    private void Apply(Route route)
    {
        residents.Follow(Wanted.Of(route));
        instruments.Saw(route.Generation);
        _unknown.Over();
        _absent = false;
        Log.Following(
            Logger, route.Name, route.Generation, route.Active.BundleId, route.Candidate?.Release.BundleId ?? "none");
    }

    private void Unreachable(StateStoreException error)
    {
        instruments.StoreFailed();
        Tell(error.Message);
    }

    // As it is until somebody makes one, and no fault.
    private void Absent()
    {
        if (!_absent)
            Log.NoRoute(Logger, Options.Route);
        _absent = true;
    }

    private void Tell(string problem) =>
        _unknown.Tell(problem, (told, reason) => Log.RouteUnknown(told, Options.Route, reason));
}
