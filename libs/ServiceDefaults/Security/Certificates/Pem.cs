using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kale.ServiceDefaults.Security.Certificates;

/// <summary>Certificates of PEM files.</summary>
public static class Pem
{
    /// <summary>A certificate with its key, and those between it and its root.</summary>
    /// <param name="certificate">The certificate's file: name and content.</param>
    /// <param name="key">The key's file; the same one where it has both.</param>
    /// <exception cref="InvalidDataException">They are none, or do not belong together.</exception>
    public static SslStreamCertificateContext WithKey(
        (string Path, byte[] Content) certificate, (string Path, byte[] Content) key)
    {
        var all = Certificates(certificate.Path, certificate.Content);
        try
        {
            var leaf = X509Certificate2.CreateFromPem(Text(certificate.Content), Text(key.Content));
            // Nothing is asked over the network in a handshake.
            return SslStreamCertificateContext.Create(leaf, [.. all.Skip(1)], offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException(
                $"'{key.Path}' is not the private key, as PEM without a password, of the certificate in "
                    + $"'{certificate.Path}': {e.Message}",
                e);
        }
    }

    /// <summary>All certificates of a file, at least one.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static X509Certificate2Collection Certificates(string path, byte[] content)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(Text(content));
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException($"'{path}' has a certificate that cannot be read: {e.Message}", e);
        }

        return all.Count > 0 ? all : throw new InvalidDataException($"'{path}' has no certificate as PEM.");
    }

    /// <summary>Whether a certificate is one of these roots', for a purpose, and counts now.</summary>
    /// <param name="certificate">That was shown.</param>
    /// <param name="between">That were shown with it.</param>
    /// <param name="roots">That are trusted, and no others.</param>
    /// <param name="purpose">The usage that it must allow.</param>
    public static bool IsTrusted(
        X509Certificate2 certificate, X509Certificate2Collection? between, X509Certificate2Collection roots,
        Oid purpose)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(between ?? []);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(purpose);
        return chain.Build(certificate);
    }

    private static string Text(byte[] content) => Encoding.UTF8.GetString(content);
}
