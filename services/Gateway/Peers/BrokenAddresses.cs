using System.Collections.Concurrent;
using Grpc.Net.Client.Balancer;

namespace Kale.Gateway.Peers;

/// <summary>Addresses whose connection broke a moment ago.</summary>
internal sealed class BrokenAddresses(TimeProvider time)
{
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _since = new(StringComparer.Ordinal);

    public void Add(string address) => _since[address] = time.GetTimestamp();

    public bool Has(string address)
    {
        if (!_since.TryGetValue(address, out var since))
            return false;
        if (time.GetElapsedTime(since) < s_moment)
            return true;
        _since.TryRemove(KeyValuePair.Create(address, since));
        return false;
    }
}

/// <summary>Notes when a call's connection broke.</summary>
internal sealed class BreakTracker(BrokenAddresses broken, string address) : ISubchannelCallTracker
{
    public void Start()
    {
    }

    public void Complete(CompletionContext context)
    {
        if (context.Error is not null)
            broken.Add(address);
    }
}
