using System.Collections.Frozen;
using Kale.Rollouts.Fleet;

namespace Kale.Gateway.Peers;

/// <summary>Which addresses have which bundle ready, as the fleet last said. Without a fleet nothing is known, and all are equal.</summary>
internal sealed class ReadyReplicas
{
    private FrozenDictionary<string, FrozenSet<string>> _addresses = FrozenDictionary<string, FrozenSet<string>>.Empty;

    /// <summary>Takes the fleet's latest reports.</summary>
    public void Set(IReadOnlyList<ReplicaReport> replicas)
    {
        var ready = replicas.SelectMany(replica => replica.Bundles
            .Where(bundle => bundle.State == BundleState.Ready)
            .Select(bundle => (bundle.BundleId, Address: AuthorityOf(replica.Address))));
        var next = ready.ToLookup(one => one.BundleId, one => one.Address)
            .ToFrozenDictionary(bundle => bundle.Key, bundle => bundle.ToFrozenSet(StringComparer.Ordinal));
        Volatile.Write(ref _addresses, next);
    }

    /// <summary>The addresses (host:port) that have it ready; null when none is known to.</summary>
    public IReadOnlySet<string>? Of(string bundleId) => Volatile.Read(ref _addresses).GetValueOrDefault(bundleId);

    private static string AuthorityOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) ? $"{uri.Host}:{uri.Port}" : address;
}
