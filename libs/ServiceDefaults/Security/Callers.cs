using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kale.ServiceDefaults.Security.Limits;
using Kale.ServiceDefaults.Security.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Security;

/// <summary>
/// Who calls: by an API key, a token, or the certificate of its connection. What a call sends in its header counts
/// before the certificate.
/// </summary>
internal sealed class Callers
{
    private const string Scheme = "Bearer ";

    private static readonly HashSet<Scope> s_all = [.. Enum.GetValues<Scope>()];

    private readonly ReloadedFiles<KeyRing>? _keys;
    private readonly byte[]? _theOne;
    private readonly TokenCheck? _tokens;

    /// <exception cref="MisconfiguredException">A file of keys cannot be read, or is none.</exception>
    public Callers(IOptions<ServiceDefaultsOptions> options, TimeProvider time, ILogger<Callers> logger)
    {
        var set = options.Value;
        AreAsked = set.AsksCallers;
        if (set.Keys.Length > 0)
        {
            _keys = new ReloadedFiles<KeyRing>(
                $"{ServiceDefaultsOptions.Section}:Keys", [set.Keys], files => KeyFile.Read(set.Keys, files[0]), time,
                logger);
        }

        _theOne = set.ApiKey.Length > 0 ? HashOf(set.ApiKey) : null;
        _tokens = set.Jwt.IsSet ? new TokenCheck(set.Jwt, logger) : null;
    }

    /// <summary>Whether callers have to say who they are.</summary>
    public bool AreAsked { get; }

    /// <summary>Who makes a call.</summary>
    public ValueTask<Asked> OfAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return new(OfCertificate(http.Connection.ClientCertificate));
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return default;
        var shown = header[Scheme.Length..];
        return OfKey(shown) is { } caller ? new(new Asked(caller)) : _tokens?.OfAsync(shown) ?? default;
    }

    private Caller? OfKey(string key)
    {
        var hash = HashOf(key);
        return _theOne is not null && CryptographicOperations.FixedTimeEquals(hash, _theOne)
            ? new Caller("api-key", s_all, new HashSet<string>(), Limits: CallerLimits.None)
            : _keys?.Current.ByHash.GetValueOrDefault(Convert.ToHexStringLower(hash));
    }

    private Asked OfCertificate(X509Certificate2? certificate)
    {
        if (certificate is null)
            return default;
        var subject = certificate.SubjectName.Name;
        return _keys?.Current.BySubject.GetValueOrDefault(subject) is { } caller
            ? new Asked(caller with { Expires = Earlier(caller.Expires, certificate.NotAfter) })
            : new Asked(
                null,
                $"The client certificate of '{subject}' is for nothing here: no entry of the file of keys has this "
                    + "subject.");
    }

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) =>
        one < other ? one.Value : other;

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
