using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Kale.ServiceDefaults.Security;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Tests;
using Kale.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kale.ServiceDefaults.Tests.Security;

/// <summary>Callers by tokens of an identity provider: who is nobody, who may not, and who may.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private const string Issuer = "https://id.example.com/", Audience = "kale";

    private readonly TemporaryDirectory _directory = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly List<string?> _callers = [];
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await StartAsync(_directory.Write("jwks.json", Jwks("one", _key)));

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _key.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Call_WithAToken_IsAnsweredAndItsCallerIsTheSubject()
    {
        await Search(Token());
        Assert.Equal(["alice"], _callers);
    }

    [Fact]
    public async Task Call_WithScopesAsAList_IsAnswered() => await Search(Token(scope: new[] { "openid", "search" }));

    [Fact]
    public async Task Call_WithAKeyBesideTokens_IsAnswered() => await Search("the-key");

    [Theory]
    [InlineData(null, "KALE_API_KEY")]
    [InlineData("nonsense", "neither an API key that this server knows nor a token")]
    [InlineData("a.b.c", "neither an API key that this server knows nor a token")]
    public async Task Call_WithoutAToken_IsUnauthenticated(string? shown, string said) =>
        await NobodyAsync(shown, said);

    [Fact]
    public async Task Call_WithATokenThatExpired_IsUnauthenticated() => await NobodyAsync(
        Token(from: -7200, until: -3600), "it expired at");

    [Fact]
    public async Task Call_WithATokenThatDoesNotCountYet_IsUnauthenticated() => await NobodyAsync(
        Token(from: 3600, until: 7200), "it counts from");

    [Fact]
    public async Task Call_WithATokenThatNeverExpires_IsUnauthenticated() => await NobodyAsync(
        Unsigned("RS256", new { iss = Issuer, aud = Audience, sub = "alice", scope = "search" }, _key),
        "never expires");

    [Fact]
    public async Task Call_WithATokenForAnotherAudience_IsUnauthenticated() => await NobodyAsync(
        Token(audience: "other"), "its audience is another than kale");

    [Fact]
    public async Task Call_WithATokenOfAnotherIssuer_IsUnauthenticated() => await NobodyAsync(
        Token(issuer: "https://other.example.com/"), "its issuer is another than");

    [Fact]
    public async Task Call_WithATokenThatAnotherKeySigned_IsUnauthenticated()
    {
        using var other = RSA.Create(2048);
        await NobodyAsync(Token(key: other), "not signed with a key of its issuer's");
    }

    [Fact]
    public async Task Call_WithATokenThatWasChanged_IsUnauthenticated()
    {
        var parts = Token().Split('.');
        parts[1] = Encoded(new
        {
            iss = Issuer,
            aud = Audience,
            sub = "root",
            scope = "operate",
            exp = 4_000_000_000L,
        });
        await NobodyAsync(string.Join('.', parts), "not signed with a key of its issuer's");
    }

    [Fact]
    public async Task Call_WithATokenThatNobodySigned_IsUnauthenticated() =>
        await NobodyAsync(Unsigned("none", Claims("alice")), "not signed with a key of its issuer's");

    [Fact]
    public async Task Call_WithATokenSignedWithThePublicKeyAsASecret_IsUnauthenticated()
    {
        var head = $"{Encoded(new { alg = "HS256", typ = "JWT", kid = "one" })}.{Encoded(Claims("alice"))}";
        var secret = Encoding.UTF8.GetBytes(_key.ExportSubjectPublicKeyInfoPem());
        var signature = HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(head));
        await NobodyAsync(
            $"{head}.{Base64UrlEncoder.Encode(signature)}", "not signed with a key of its issuer's");
    }

    [Fact]
    public async Task Call_WithATokenWithoutASubject_IsUnauthenticated() =>
        await NobodyAsync(Token(subject: ""), "no subject");

    [Fact]
    public async Task Call_WithATokenWhoseCollectionsAreNone_IsUnauthenticated() =>
        await NobodyAsync(Token(collections: Array.Empty<string>()), "names no collection");

    [Theory]
    [InlineData("train index", "it has index, train")]
    [InlineData("openid", "it has none")]
    [InlineData("kale.search", "it has none")]
    public async Task Call_WithATokenThatLacksTheScope_IsDenied(string scope, string said) => await RefusedAsync(
        Token(scope: scope), StatusCode.PermissionDenied, "SCOPE_MISSING", "'alice' lacks the scope search", said);

    [Fact]
    public async Task Call_WithATokenForOtherCollections_IsDenied()
    {
        var token = Token(collections: new[] { "docs", "notes" });
        await Search(token, "docs");
        await RefusedAsync(
            token, StatusCode.PermissionDenied, "COLLECTION_NOT_ALLOWED", "'alice' is for docs, notes", "'people'");
    }

    [Fact]
    public async Task Keys_ThatTheIssuerReplaces_CountWithoutARestart()
    {
        using var next = RSA.Create(2048);
        await Search(Token());
        _directory.Write("jwks.json", Jwks("two", next));
        var token = Token(key: next, kid: "two");
        await Wait.UntilAsync(() => CodeAsync(token), code => code == StatusCode.OK);
        Assert.Equal(StatusCode.Unauthenticated, await CodeAsync(Token()));
    }

    [Fact]
    public async Task Keys_AtAnAddress_AreFetchedThere()
    {
        await using var issuer = await TestHost.StartAsync(
            new()
            {
                ["Kestrel:Endpoints:Keys:Url"] = "http://127.0.0.1:0",
                ["Kestrel:Endpoints:Keys:Protocols"] = "Http1",
            },
            map: app => app.MapGet("/keys", () => Results.Text(Jwks("one", _key))));
        await using var host = await StartAsync($"{issuer.Address}/keys");
        await Search(Token(), host: host);
        Assert.Equal(["alice"], _callers);
    }

    [Fact]
    public async Task Keys_AtAnAddressThatDoesNotAnswer_LetNobodyInAndAreTold()
    {
        await using var host = await StartAsync("http://127.0.0.1:1/keys");
        Assert.Equal(StatusCode.Unauthenticated, await CodeAsync(Token(), host));
        Assert.Contains(host.Logs.Lines, line => line.Contains("signed with cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_AsPem_AreRead()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = new TestAuthority();
        var pem = $"{curve.ExportSubjectPublicKeyInfoPem()}\n{_key.ExportSubjectPublicKeyInfoPem()}\n{authority.Pem}";
        await using var host = await StartAsync(_directory.Write("keys.pem", pem));
        await Search(Token(), host: host);
        await Search(Token(signing: new(new ECDsaSecurityKey(curve), SecurityAlgorithms.EcdsaSha256)), host: host);
        Assert.Equal(["alice", "alice"], _callers);
    }

    [Theory]
    [InlineData("Audience", "", "Audience is empty")]
    [InlineData("Issuer", "", "Issuer is empty")]
    [InlineData("Keys", "", "Keys is empty")]
    [InlineData("Keys", "http://id.example.com/keys", "use https://")]
    [InlineData("Keys", "nowhere.json", "nowhere.json")]
    [InlineData("Keys", "none.json", "no public key")]
    [InlineData("Keys", "broken.json", "neither a JWKS nor keys as PEM")]
    [InlineData("Keys", "private.pem", "no private key")]
    public async Task Start_WithASettingThatIsWrong_SaysWhatIs(string setting, string value, string said)
    {
        _directory.Write("none.json", "{ \"keys\": [ { \"kty\": \"oct\", \"k\": \"c2VjcmV0\" } ] }");
        _directory.Write("broken.json", "{");
        _directory.Write("private.pem", _key.ExportPkcs8PrivateKeyPem());
        var settings = Settings(_directory["jwks.json"]);
        settings[$"ServiceDefaults:Jwt:{setting}"] = value.Contains('.') && !value.Contains("://")
            ? _directory[value]
            : value;
        var error = await Assert.ThrowsAnyAsync<Exception>(() => TestHost.StartAsync(settings));
        Assert.Contains(said, Assert.IsType<MisconfiguredException>(MisconfiguredException.From(error)).Message);
    }

    private static Dictionary<string, string?> Settings(string keys) => new()
    {
        ["ServiceDefaults:Jwt:Issuer"] = Issuer,
        ["ServiceDefaults:Jwt:Audience"] = Audience,
        ["ServiceDefaults:Jwt:Keys"] = keys,
        ["ServiceDefaults:ApiKey"] = "the-key",
    };

    private async Task<TestHost> StartAsync(string keys)
    {
        var host = await TestHost.StartAsync(Settings(keys));
        host.Search.OnSearch = (_, context) =>
        {
            _callers.Add(Caller.Of(context)?.Name);
            return Task.FromResult(new SearchResponse());
        };
        return host;
    }

    private static string Jwks(string kid, RSA key)
    {
        var shown = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.ExportParameters(false)));
        var entry = new { kty = "RSA", use = "sig", kid, n = shown.N, e = shown.E };
        return JsonSerializer.Serialize(new { keys = new[] { entry } });
    }

    private static object Claims(string subject) =>
        new { iss = Issuer, aud = Audience, sub = subject, scope = "search", exp = 4_000_000_000L };

    private string Token(
        string subject = "alice", object? scope = null, object? collections = null, string issuer = Issuer,
        string audience = Audience, int from = -60, int until = 3600, RSA? key = null, string kid = "one",
        SigningCredentials? signing = null)
    {
        var now = DateTime.UtcNow;
        var claims = new Dictionary<string, object> { ["scope"] = scope ?? "openid search" };
        if (subject.Length > 0)
            claims["sub"] = subject;
        if (collections is not null)
            claims["collections"] = collections;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = now.AddSeconds(from),
            NotBefore = now.AddSeconds(from),
            Expires = now.AddSeconds(until),
            Claims = claims,
            SigningCredentials = signing ?? new SigningCredentials(
                new RsaSecurityKey(key ?? _key) { KeyId = kid }, SecurityAlgorithms.RsaSha256),
        });
    }

    // By hand, since no library makes such a token.
    private static string Unsigned(string algorithm, object claims, RSA? key = null)
    {
        var head = $"{Encoded(new { alg = algorithm, typ = "JWT", kid = "one" })}.{Encoded(claims)}";
        var signature = key?.SignData(
            Encoding.ASCII.GetBytes(head), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{(signature is null ? "" : Base64UrlEncoder.Encode(signature))}";
    }

    private static string Encoded(object part) => Base64UrlEncoder.Encode(JsonSerializer.Serialize(part));

    private AsyncUnaryCall<SearchResponse> Search(string? shown, string collection = "people", TestHost? host = null) =>
        new Search.SearchClient((host ?? _host).Channel).SearchAsync(
            new SearchRequest { Collection = collection },
            shown is null ? [] : new Metadata { { "authorization", $"Bearer {shown}" } });

    private async Task<StatusCode> CodeAsync(string token, TestHost? host = null)
    {
        try
        {
            await Search(token, host: host);
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }

    private Task NobodyAsync(string? shown, string said) =>
        RefusedAsync(shown, StatusCode.Unauthenticated, "UNAUTHENTICATED", said);

    private async Task RefusedAsync(string? shown, StatusCode code, string reason, params string[] said)
    {
        var error = await RichErrors.FailsAsync(Search(shown));
        Assert.Equal((code, reason), (error.StatusCode, error.Reason()));
        Assert.All(said, part => Assert.Contains(part, error.Status.Detail));
        Assert.DoesNotContain("root", _callers);
    }
}
