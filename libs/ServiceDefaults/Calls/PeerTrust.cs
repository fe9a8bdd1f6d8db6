using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kale.ServiceDefaults.Security;
using Kale.ServiceDefaults.Security.Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Calls;

/// <summary>Whose certificates a service trusts that calls another one of the suite.</summary>
public sealed class PeerTrust
{
    private static readonly Oid s_servers = new("1.3.6.1.5.5.7.3.1");

    private readonly ReloadedFiles<X509Certificate2Collection>? _roots;

    /// <exception cref="MisconfiguredException">The file of roots cannot be read, or has none.</exception>
    public PeerTrust(IOptions<ServiceDefaultsOptions> options, TimeProvider time, ILogger<PeerTrust> logger)
    {
        var ca = options.Value.Tls.PeerCa;
        _roots = ca.Length == 0 ? null : new ReloadedFiles<X509Certificate2Collection>(
            $"{TlsOptions.Section}:PeerCa", [ca], files => Pem.Certificates(ca, files[0]), time, logger);
    }

    /// <summary>For a channel's handler; roots that change count for its next connection.</summary>
    public SslClientAuthenticationOptions Options() => _roots is not { } roots ? new() : new()
    {
        RemoteCertificateValidationCallback = (_, shown, chain, errors) =>
            shown is X509Certificate2 certificate
            && (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
            && Pem.IsTrusted(certificate, chain?.ChainPolicy.ExtraStore, roots.Current, s_servers),
    };
}
