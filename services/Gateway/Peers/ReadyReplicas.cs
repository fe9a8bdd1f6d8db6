using System.Collections.Frozen;
using Kale.Rollouts.Fleet;

namespace Kale.Gateway.Peers;

/// <summary>
/// Which addresses have which bundle ready, as the fleet last said. Without a fleet nothing is known, and all are
/// equal.
/// </summary>
internal sealed class ReadyReplicas
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _lost = new(StringComparer.Ordinal);
    private IReadOnlyList<ReplicaReport> _reports = [];
    private FrozenDictionary<string, FrozenSet<string>> _addresses = FrozenDictionary<string, FrozenSet<string>>.Empty;

    /// <summary>Takes the fleet's latest reports.</summary>
    public void Set(IReadOnlyList<ReplicaReport> replicas)
    {
        lock (_gate)
        {
            _reports = replicas;
            foreach (var gone in _lost.Keys.Except(replicas.Select(replica => replica.Name)).ToList())
                _lost.Remove(gone);
            Publish();
        }
    }

    /// <summary>
    /// The connection to an address ended. Another process may listen there next, and the dead one's report stands for
    /// some seconds: it counts no more unless its process reports on.
    /// </summary>
    public void Lose(string address)
    {
        lock (_gate)
        {
            foreach (var replica in _reports.Where(replica => AuthorityOf(replica.Address) == address))
                _lost[replica.Name] = replica.Sequence;
            Publish();
        }
    }

    private void Publish()
    {
        var ready = _reports.Where(Counts).SelectMany(replica => replica.Bundles
            .Where(bundle => bundle.State == BundleState.Ready)
            .Select(bundle => (bundle.BundleId, Address: AuthorityOf(replica.Address))));
        var next = ready.ToLookup(one => one.BundleId, one => one.Address)
            .ToFrozenDictionary(bundle => bundle.Key, bundle => bundle.ToFrozenSet(StringComparer.Ordinal));
        Volatile.Write(ref _addresses, next);
    }

    /// <summary>The addresses (host:port) that have it ready; null when none is known to.</summary>
    public IReadOnlySet<string>? Of(string bundleId) => Volatile.Read(ref _addresses).GetValueOrDefault(bundleId);

    // A process may have reported once more before it died.
    private bool Counts(ReplicaReport replica) =>
        !_lost.TryGetValue(replica.Name, out var seen) || replica.Sequence < seen || replica.Sequence > seen + 1;

    private static string AuthorityOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) ? $"{uri.Host}:{uri.Port}" : address;
}
