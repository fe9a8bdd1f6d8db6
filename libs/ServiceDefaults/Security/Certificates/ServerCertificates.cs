using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Security.Certificates;

/// <summary>
/// What https:// addresses show, and whom they let in. Files are looked at by each new connection; connections that
/// stand, and the calls on them, are left alone.
/// </summary>
internal sealed class ServerCertificates
{
    private static readonly Oid s_clients = new("1.3.6.1.5.5.7.3.2");

    private readonly ReloadedFiles<SslStreamCertificateContext>? _own;
    private readonly ReloadedFiles<X509Certificate2Collection>? _clientRoots;

    /// <exception cref="MisconfiguredException">A file cannot be read, or is not what it should be.</exception>
    public ServerCertificates(
        IOptions<ServiceDefaultsOptions> options, TimeProvider time, ILogger<ServerCertificates> logger)
    {
        var (tls, key) = (options.Value.Tls, options.Value.Tls.Key);
        if (!tls.IsSet)
            return;
        _own = new ReloadedFiles<SslStreamCertificateContext>(
            $"{TlsOptions.Section}:Certificate",
            key.Length > 0 ? [tls.Certificate, key] : [tls.Certificate],
            files => Pem.WithKey((tls.Certificate, files[0]), (key.Length > 0 ? key : tls.Certificate, files[^1])),
            time,
            logger);
        _clientRoots = tls.ClientCa.Length == 0 ? null : new ReloadedFiles<X509Certificate2Collection>(
            $"{TlsOptions.Section}:ClientCa",
            [tls.ClientCa],
            files => Pem.Certificates(tls.ClientCa, files[0]),
            time,
            logger);
    }

    public void Apply(HttpsConnectionAdapterOptions https)
    {
        if (_own is not { } own)
            return;
        https.ServerCertificateSelector = (_, _) => own.Current.TargetCertificate;
        // With the certificates between it and its root, which a selector cannot give.
        https.OnAuthenticate = (_, tls) =>
        {
            tls.ServerCertificateSelectionCallback = null;
            tls.ServerCertificateContext = own.Current;
        };
        if (_clientRoots is not { } roots)
            return;
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.ClientCertificateValidation = (shown, chain, _) =>
            Pem.IsTrusted(shown, chain?.ChainPolicy.ExtraStore, roots.Current, s_clients);
    }
}
