using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;

namespace Kale.ServiceDefaults.Security.Tokens;

/// <summary>An issuer's public keys, from a file or an address.</summary>
internal sealed class IssuerKeys : BaseConfiguration
{
    private const string Http = "http://", Https = "https://";
    private const string PemBegin = "-----BEGIN ";

    private IssuerKeys(IEnumerable<SecurityKey> keys)
    {
        foreach (var key in keys)
            SigningKeys.Add(key);
    }

    public static bool IsAddress(string source) =>
        source.StartsWith(Http, StringComparison.OrdinalIgnoreCase)
        || source.StartsWith(Https, StringComparison.OrdinalIgnoreCase);

    /// <summary>Nobody between here and there can put other keys in.</summary>
    public static bool IsTrustworthy(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback);

    /// <exception cref="InvalidDataException">There are none in it; the message says what is wrong.</exception>
    public static IssuerKeys Read(string source, string text)
    {
        try
        {
            IEnumerable<SecurityKey> keys = text.Contains(PemBegin, StringComparison.Ordinal)
                ? OfPem(text)
                : new JsonWebKeySet(text).GetSigningKeys().Where(key => key is not SymmetricSecurityKey);
            var read = new IssuerKeys(keys);
            return read.SigningKeys.Count > 0
                ? read
                : throw new InvalidDataException($"'{source}' has no public key that tokens are signed with.");
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new InvalidDataException($"'{source}' is neither a JWKS nor keys as PEM: {e.Message}", e);
        }
    }

    private static List<SecurityKey> OfPem(string text)
    {
        var keys = new List<SecurityKey>();
        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
            keys.Add(OfPem(rest[found.Label].ToString(), rest[found.Location].ToString()));
        return keys;
    }

    private static AsymmetricSecurityKey OfPem(string label, string pem) => label switch
    {
        "CERTIFICATE" => new X509SecurityKey(X509Certificate2.CreateFromPem(pem)),
        "PUBLIC KEY" => OfPublic(pem),
        _ => throw new CryptographicException(
            $"it has a '{label}'; expected PUBLIC KEY or CERTIFICATE, and no private key."),
    };

    private static AsymmetricSecurityKey OfPublic(string pem)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return new RsaSecurityKey(rsa);
        }
        catch (CryptographicException)
        {
            rsa.Dispose();
            var curve = ECDsa.Create();
            curve.ImportFromPem(pem);
            return new ECDsaSecurityKey(curve);
        }
    }
}
