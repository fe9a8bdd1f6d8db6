using Kale.Gateway.Peers;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Kale.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Rollout;

/// <summary>
/// Keeps what the replicas of the route last said, so that no search goes to an encoder that nobody has ready.
/// </summary>
internal sealed class FleetFollower(
    FleetView fleet, RouteFollower route, ReadyReplicas ready, IOptions<GatewayOptions> options, TimeProvider time,
    ILogger<FleetFollower> logger)
    : BackgroundLoop(time, logger)
{
    // While a candidate is on its way, minutes of a rollout are made of such moments.
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(100);

    private readonly ToldOnce _unreachable = new(logger);
    private readonly ToldOnce _unreadable = new(logger);
    private volatile IReadOnlyList<ReplicaReport> _replicas = [];

    public IReadOnlyList<ReplicaReport> Replicas => _replicas;

    public bool IsReadySomewhere(Release release) => _replicas.Any(replica => replica.IsReady(release));

    protected override async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        await ReadAsync(cancellation);
        var interval = options.Value.Rollout.Interval;
        var pause = route.Current?.Candidate is not null && s_soon < interval ? s_soon : interval;
        await Task.Delay(pause, Time, cancellation);
        return true;
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        try
        {
            _replicas = await fleet.ReadAsync(options.Value.Route, cancellation, Tell);
            ready.Set(_replicas);
            _unreachable.Over();
        }
        catch (StateStoreException error)
        {
            _unreachable.Tell(error.Message, Log.StateUnreachable);
        }
    }

    private void Tell(StateStoreException error) => _unreadable.Tell(error.Message, Log.ReportUnreadable);
}
