using System.Security.Cryptography;

namespace Qdrant.Client.Grpc;

internal static class ServerCertificate
{
    /// <summary>
    /// A handler that, when a thumbprint is given, accepts exactly the certificate with that thumbprint.
    /// </summary>
    public static SocketsHttpHandler HandlerFor(string? thumbprint)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        if (thumbprint is null)
            return handler;
        var expected = thumbprint.Replace(":", "", StringComparison.Ordinal);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate?.GetCertHashString(HashAlgorithmName.SHA256)
                .Equals(expected, StringComparison.OrdinalIgnoreCase) == true;
        return handler;
    }
}
