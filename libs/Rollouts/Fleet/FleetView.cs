using System.Text.Json;
using Kale.Rollouts.State;

namespace Kale.Rollouts.Fleet;

/// <summary>
/// The replicas of a route. Each report is a lease: a replica that dies disappears when its time to live is over by the
/// store's clock.
/// </summary>
/// <remarks>
/// Every method throws <see cref="StateStoreException"/> when the store does not answer.
/// </remarks>
public sealed class FleetView(IStateStore store)
{
    /// <summary>How long a report lives; replicas repeat theirs several times within it.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(10);

    /// <summary>Enters or renews what a replica says of itself.</summary>
    public Task PutAsync(ReplicaReport report, CancellationToken cancel) =>
        store.PutLeaseAsync(Prefix(report.Route) + report.Name, JsonSerializer.Serialize(report), TimeToLive, cancel);

    /// <summary>
    /// The living replicas of a route, by name. A report that cannot be read, as one of another version, leaves only
    /// its replica out: nobody sends it anything by a report, and the others go on.
    /// </summary>
    /// <param name="route">Which route.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <param name="unreadable">Told of each report that was left out.</param>
    public async Task<IReadOnlyList<ReplicaReport>> ReadAsync(
        string route, CancellationToken cancel, Action<StateStoreException>? unreadable = null)
    {
        var reports = new List<ReplicaReport>();
        foreach (var (key, json) in await store.LeasesAsync(Prefix(route), cancel))
        {
            try
            {
                reports.Add(StoredJson.Read<ReplicaReport>(key, json).Checked());
            }
            catch (StateStoreException error)
            {
                unreadable?.Invoke(error);
            }
        }
        return [.. reports.OrderBy(report => report.Name, StringComparer.Ordinal)];
    }

    private static string Prefix(string route) => $"replica/{route}/";
}
