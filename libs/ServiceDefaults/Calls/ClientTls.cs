using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Kale.ServiceDefaults.Security.Certificates;
using Kale.Storage;

namespace Kale.ServiceDefaults.Calls;

/// <summary>TLS towards a server: whose certificates are trusted, and what is shown.</summary>
public static class ClientTls
{
    /// <param name="ca">A file with the roots that are trusted, PEM; null: the system's.</param>
    /// <param name="certificate">A file with the certificate to show, PEM; null: none.</param>
    /// <param name="key">A file with its private key; null: it is in the same one.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    public static SslClientAuthenticationOptions Options(string? ca, string? certificate, string? key)
    {
        var tls = new SslClientAuthenticationOptions();
        if (ca is not null)
            tls.CertificateChainPolicy = Trusting(Pem.Certificates(ca, PlainFile.ReadAllBytes(ca)));
        if (certificate is not null)
            tls.ClientCertificateContext = Pem.WithKey(File(certificate), File(key ?? certificate));
        return tls;
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static (string, byte[]) File(string path) => (path, PlainFile.ReadAllBytes(path));
}
