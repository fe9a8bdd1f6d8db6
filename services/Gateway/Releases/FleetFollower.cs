using Kale.Gateway.Peers;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Releases;

/// <summary>
/// Keeps what the replicas of the route last said, so that no search goes to an encoder that nobody has ready.
/// </summary>
internal sealed class FleetFollower(
    FleetView fleet, RouteFollower route, ReadyReplicas ready, IOptions<GatewayOptions> options, TimeProvider time,
    ILogger<FleetFollower> logger)
    : BackgroundService
{
    // While a candidate is on its way, minutes of a rollout are made of such moments.
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(100);

    private volatile IReadOnlyList<ReplicaReport> _replicas = [];

    public IReadOnlyList<ReplicaReport> Replicas => _replicas;

    public bool IsReadySomewhere(Release release) => _replicas.Any(replica => replica.IsReady(release));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await ReadAsync(stoppingToken);
            var interval = options.Value.Rollout.Interval;
            await Task.Delay(
                route.Current?.Candidate is not null && s_soon < interval ? s_soon : interval, time, stoppingToken);
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        try
        {
            _replicas = await fleet.ReadAsync(options.Value.Route, cancellation);
            ready.Set(_replicas);
        }
        catch (StateStoreException error)
        {
            Log.StateUnreachable(logger, error.Message);
        }
    }
}
