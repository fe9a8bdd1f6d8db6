namespace Grpc.Core;

/// <summary>Decides whether a server's certificate is accepted.</summary>
public delegate bool VerifyPeerCallback(VerifyPeerContext context);

/// <summary>The server to be verified.</summary>
public class VerifyPeerContext
{
    internal VerifyPeerContext(string targetName, string peerPem)
    {
        TargetName = targetName;
        PeerPem = peerPem;
    }

    /// <summary>The name that the client connected to.</summary>
    public string TargetName { get; }

    /// <summary>The server's certificate (PEM).</summary>
    public string PeerPem { get; }
}
