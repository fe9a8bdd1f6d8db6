using Grpc.Core;

namespace Kale.Gateway.Peers;

/// <summary>The options of a call to a peer: the caller's deadline or the peer's timeout, whichever is earlier, and the key.</summary>
internal static class PeerCall
{
    public static CallOptions Options(PeerOptions peer, DateTime deadline, TimeProvider time, CancellationToken cancellation)
    {
        var latest = time.GetUtcNow().UtcDateTime + peer.Timeout;
        var headers = peer.ApiKey.Length == 0 ? null : new Metadata { { "authorization", $"Bearer {peer.ApiKey}" } };
        return new CallOptions(headers, deadline < latest ? deadline : latest, cancellation);
    }
}
