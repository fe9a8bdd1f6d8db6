using Grpc.Net.Client.Balancer;

namespace Kale.Gateway.Peers;

/// <summary>
/// Round robin over the replicas that have the call's bundle ready; over all of them when that is not known. A replica
/// whose connection just broke is left alone for a moment, so that a call that is tried again meets another one.
/// </summary>
internal sealed class ReadyFirst(
    IChannelControlHelper channel, ILoggerFactory loggers, ReadyReplicas ready, TimeProvider time)
    : SubchannelsLoadBalancer(channel, loggers)
{
    public const string Policy = "ready_first";

    /// <summary>Names the bundle to the picker, and to whatever else routes by headers.</summary>
    public const string BundleHeader = "kale-bundle";

    private readonly BrokenAddresses _broken = new(time);
    private HashSet<string> _connected = [];

    protected override SubchannelPicker CreatePicker(IReadOnlyList<Subchannel> readySubchannels)
    {
        var connected = readySubchannels.Select(ReadyFirstPicker.AddressOf).ToHashSet(StringComparer.Ordinal);
        foreach (var address in Interlocked.Exchange(ref _connected, connected).Except(connected))
            ready.Lose(address);
        return new ReadyFirstPicker(readySubchannels, ready, _broken);
    }
}

/// <summary>Makes the balancer of every channel that asks for the policy.</summary>
internal sealed class ReadyFirstFactory(ReadyReplicas ready, TimeProvider time) : LoadBalancerFactory
{
    public override string Name => ReadyFirst.Policy;

    public override LoadBalancer Create(LoadBalancerOptions options) =>
        new ReadyFirst(options.Controller, options.LoggerFactory, ready, time);
}
