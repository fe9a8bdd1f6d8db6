using Grpc.Net.Client.Balancer;

namespace Kale.Gateway.Peers;

/// <summary>One moment's connected replicas.</summary>
internal sealed class ReadyFirstPicker(
    IReadOnlyList<Subchannel> connected, ReadyReplicas ready, BrokenAddresses broken) : SubchannelPicker
{
    private int _turn = -1;

    public override PickResult Pick(PickContext context)
    {
        var subchannel = Choose(ready.Of(BundleOf(context)));
        return PickResult.ForSubchannel(subchannel, new BreakTracker(broken, AddressOf(subchannel)));
    }

    /// <summary>host:port.</summary>
    public static string AddressOf(Subchannel subchannel) =>
        (subchannel.CurrentAddress ?? subchannel.GetAddresses()[0]).EndPoint is var end ? $"{end.Host}:{end.Port}" : "";

    /// <summary>The next in turn of the best kind there is.</summary>
    private Subchannel Choose(IReadOnlySet<string>? wanted)
    {
        var start = (int)((uint)Interlocked.Increment(ref _turn) % (uint)connected.Count);
        var (best, bestRank) = (connected[start], -1);
        for (var i = 0; i < connected.Count && bestRank < 3; i++)
        {
            var candidate = connected[(start + i) % connected.Count];
            var rank = Rank(AddressOf(candidate), wanted);
            if (rank > bestRank)
                (best, bestRank) = (candidate, rank);
        }

        return best;
    }

    private int Rank(string address, IReadOnlySet<string>? wanted) =>
        (wanted is null || wanted.Contains(address) ? 2 : 0) + (broken.Has(address) ? 0 : 1);

    private static string BundleOf(PickContext context) =>
        context.Request is { } request && request.Headers.TryGetValues(ReadyFirst.BundleHeader, out var values)
            ? values.First()
            : "";
}
