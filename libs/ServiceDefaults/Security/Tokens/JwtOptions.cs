namespace Kale.ServiceDefaults.Security.Tokens;

/// <summary>Whose tokens are taken, and what their claims let a caller do (section "ServiceDefaults:Jwt").</summary>
public sealed class JwtOptions
{
    internal const string Section = ServiceDefaultsOptions.Section + ":Jwt";

    /// <summary>Who must have issued a token, as its claim "iss" says. Empty: no tokens are taken.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Whom a token must be for, as its claim "aud" says.</summary>
    public string Audience { get; set; } = "";

    /// <summary>
    /// The issuer's public keys: the https:// address of its JWKS, or a file with a JWKS, or with public keys or
    /// certificates as PEM. Looked at again when a token names a key that is not known yet.
    /// </summary>
    public string Keys { get; set; } = "";

    /// <summary>The claim that has the scopes, as words with spaces between or as a list. "scope".</summary>
    public string ScopeClaim { get; set; } = "scope";

    /// <summary>
    /// What such words of this suite begin with, kale.search with "kale."; others are for other services. Empty: with
    /// nothing.
    /// </summary>
    public string ScopePrefix { get; set; } = "";

    /// <summary>The claim that has the only collections a caller may name; without it: all. "collections".</summary>
    public string CollectionsClaim { get; set; } = "collections";

    internal bool IsSet => Issuer.Length > 0;

    internal IEnumerable<string> Mistakes()
    {
        if (!IsSet && Audience.Length + Keys.Length > 0)
            yield return $"{Section}:Issuer is empty; say whose tokens are taken.";
        if (!IsSet)
            yield break;
        if (Audience.Length == 0)
            yield return $"{Section}:Audience is empty; tokens that the issuer made for other services would be taken.";
        if (Keys.Length == 0)
            yield return $"{Section}:Keys is empty; say the address of the issuer's JWKS, or a file with its keys.";
        if (IssuerKeys.IsAddress(Keys) && !IssuerKeys.IsTrustworthy(Keys))
            yield return $"{Section}:Keys is '{Keys}'; keys that come over http can be anybody's: use https://.";
        if (ScopeClaim.Length == 0)
            yield return $"{Section}:ScopeClaim is empty; nobody would have a scope.";
    }
}
