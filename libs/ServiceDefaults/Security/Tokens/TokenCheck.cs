using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;

namespace Kale.ServiceDefaults.Security.Tokens;

/// <summary>Callers by tokens (JWT) of one issuer, for this audience, signed with one of its keys.</summary>
internal sealed class TokenCheck
{
    // A token that names an unknown key lets keys be read again, at most this often.
    private static readonly TimeSpan s_refresh = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_look = TimeSpan.FromMinutes(5);

    // By keys of which the public half is enough to check: never "none", nor a secret that both sides have.
    private static readonly string[] s_algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters _wanted;
    private readonly JwtOptions _options;

    /// <exception cref="MisconfiguredException">A file of keys cannot be read, or has none.</exception>
    public TokenCheck(JwtOptions options, ILogger logger)
    {
        _options = options;
        if (!IssuerKeys.IsAddress(options.Keys))
            RequireKeys(options.Keys);
        var source = new KeySource(logger);
        _wanted = new TokenValidationParameters
        {
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,
            ValidAlgorithms = s_algorithms,
            ClockSkew = TimeSpan.FromSeconds(30),
            ConfigurationManager = new ConfigurationManager<IssuerKeys>(options.Keys, source, source)
            {
                RefreshInterval = s_refresh,
                AutomaticRefreshInterval = s_look,
                // A key that the issuer took away counts no more.
                UseLastKnownGoodConfiguration = false,
            },
        };
    }

    /// <summary>Who sends this token.</summary>
    public async ValueTask<Asked> OfAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, _wanted);
        if (!result.IsValid)
            return new Asked(null, $"The token is not taken: {WhyNot(result.Exception)}");
        var known = (JsonWebToken)result.SecurityToken;
        var collections = Words(known, _options.CollectionsClaim);
        if (known.Subject is not { Length: > 0 })
            return new Asked(null, "The token is not taken: it names no subject (sub).");
        // No such claim is all of them; an empty one must not be.
        return collections.Count == 0 && known.TryGetPayloadValue<object>(_options.CollectionsClaim, out _)
            ? new Asked(null, $"The token is not taken: its claim '{_options.CollectionsClaim}' names no collection.")
            : new Asked(new Caller(known.Subject, ScopesOf(known), collections));
    }

    private HashSet<Scope> ScopesOf(JsonWebToken token) =>
    [
        .. Words(token, _options.ScopeClaim)
            .Where(word => word.StartsWith(_options.ScopePrefix, StringComparison.Ordinal))
            .Select(word => ScopeNames.Find(word[_options.ScopePrefix.Length..]))
            .OfType<Scope>(),
    ];

    // A list is a claim for each.
    private static HashSet<string> Words(JsonWebToken token, string claim) =>
    [
        .. token.Claims.Where(one => one.Type == claim)
            .SelectMany(one => one.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
    ];

    private string WhyNot(Exception error) => error switch
    {
        SecurityTokenExpiredException expired => $"it expired at {expired.Expires:u}; ask for another.",
        SecurityTokenNotYetValidException early => $"it counts from {early.NotBefore:u} on.",
        SecurityTokenNoExpirationException => "it never expires.",
        SecurityTokenInvalidIssuerException => $"its issuer is another than {_options.Issuer}.",
        SecurityTokenInvalidAudienceException => $"its audience is another than {_options.Audience}.",
        SecurityTokenInvalidAlgorithmException or SecurityTokenInvalidSignatureException =>
            "it is not signed with a key of its issuer's.",
        SecurityTokenMalformedException or ArgumentException =>
            "it is neither an API key that this server knows nor a token (JWT).",
        _ => "it cannot be checked.",
    };

    private static void RequireKeys(string path)
    {
        try
        {
            IssuerKeys.Read(path, System.Text.Encoding.UTF8.GetString(Storage.PlainFile.ReadAllBytes(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new MisconfiguredException([$"{JwtOptions.Section}:Keys: {e.Message}"], e);
        }
    }
}
