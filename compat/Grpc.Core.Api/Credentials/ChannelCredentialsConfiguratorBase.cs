namespace Grpc.Core;

/// <summary>Learns what channel credentials are made of; for implementations of the API.</summary>
public abstract class ChannelCredentialsConfiguratorBase
{
    /// <summary>There is no transport security.</summary>
    public abstract void SetInsecureCredentials(object state);

    /// <summary>The channel uses TLS.</summary>
    public abstract void SetSslCredentials(
        object state,
        string? rootCertificates,
        KeyCertificatePair? keyCertificatePair,
        VerifyPeerCallback? verifyPeerCallback);

    /// <summary>The channel's credentials come with credentials for each call.</summary>
    public abstract void SetCompositeCredentials(
        object state, ChannelCredentials channelCredentials, CallCredentials callCredentials);
}
