using System.Text.Json;
using Kale.Rollouts.State;

namespace Kale.Rollouts.Fleet;

/// <summary>
/// The replicas of a route. Each report is a lease: a replica that dies disappears when its time to live is over by the
/// store's clock.
/// </summary>
/// <remarks>
/// Every method throws <see cref="StateStoreException"/> when the store does not answer, or not with a report.
/// </remarks>
public sealed class FleetView(IStateStore store)
{
    /// <summary>How long a report lives; replicas repeat theirs several times within it.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(10);

    /// <summary>Enters or renews what a replica says of itself.</summary>
    public Task PutAsync(ReplicaReport report, CancellationToken cancel) =>
        store.PutLeaseAsync(Prefix(report.Route) + report.Name, JsonSerializer.Serialize(report), TimeToLive, cancel);

    /// <summary>The living replicas of a route, by name.</summary>
    public async Task<IReadOnlyList<ReplicaReport>> ReadAsync(string route, CancellationToken cancel)
    {
        var leases = await store.LeasesAsync(Prefix(route), cancel);
        return
        [
            .. leases.OrderBy(lease => lease.Key, StringComparer.Ordinal)
                .Select(lease => StoredJson.Read<ReplicaReport>(lease.Key, lease.Value)),
        ];
    }

    private static string Prefix(string route) => $"replica/{route}/";
}
