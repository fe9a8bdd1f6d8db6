using Grpc.Core;

namespace Kale.Gateway.Peers;

/// <summary>
/// The options of a call to a peer: the caller's deadline or the peer's timeout, whichever is earlier, the key, and the
/// wanted bundle.
/// </summary>
internal static class PeerCall
{
    public static CallOptions Options(
        PeerOptions peer, DateTime deadline, TimeProvider time, CancellationToken cancellation, string bundleId = "")
    {
        var latest = time.GetUtcNow().UtcDateTime + peer.Timeout;
        var headers = new Metadata();
        if (peer.ApiKey.Length > 0)
            headers.Add("authorization", $"Bearer {peer.ApiKey}");
        if (bundleId.Length > 0)
            headers.Add(ReadyFirst.BundleHeader, bundleId);
        return new CallOptions(headers, deadline < latest ? deadline : latest, cancellation);
    }
}
