using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Kale.Rollouts.Tests.State;
using Kale.ServiceDefaults.Calls;
using Kale.ServiceDefaults.Security;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Tests;
using Kale.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Kale.ServiceDefaults.Tests.Security;

/// <summary>TLS by PEM files that change, and callers by their certificates.</summary>
public sealed class CertificateTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _authority = new();
    private readonly List<string?> _callers = [];
    private TestHost _host = null!;

    public async Task InitializeAsync()
    {
        var keys = new KeyList(
        [
            new KeyEntry("web", ["search"], Subject: "CN=web,  O=Example"),
            new KeyEntry("docs", ["search"], Subject: "CN=docs", Collections: ["docs"]),
            new KeyEntry("jobs", ["train"], Subject: "CN=jobs"),
            new KeyEntry("key", ["search"], Sha256: Hash("key")),
        ]);
        _host = await TestHost.StartAsync(new()
        {
            ["urls"] = "https://127.0.0.1:0",
            ["ServiceDefaults:Tls:Certificate"] = _directory.Write("server.pem", _authority.Issue("CN=kale")),
            ["ServiceDefaults:Tls:ClientCa"] = _directory.Write("ca.pem", _authority.Pem),
            ["ServiceDefaults:Keys"] = _directory.Write("keys.json", JsonSerializer.Serialize(keys, KeyFile.Json)),
        });
        _host.Search.OnSearch = (_, context) =>
        {
            _callers.Add(Caller.Of(context)?.Name);
            return Task.FromResult(new SearchResponse());
        };
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _authority.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Call_WithACertificateOfTheFile_IsAnsweredAndKnowsItsCaller()
    {
        await SearchAsync(_authority.Issue("CN=web, O=Example"));
        Assert.Equal(["web"], _callers);
    }

    [Fact]
    public async Task Call_WithAKeyBesideACertificate_IsOfTheKey()
    {
        await SearchAsync(_authority.Issue("CN=jobs"), key: "key");
        Assert.Equal(["key"], _callers);
    }

    [Fact]
    public async Task Call_WithoutACertificate_IsUnauthenticated() =>
        await RefusedAsync(null, StatusCode.Unauthenticated, "UNAUTHENTICATED", "authorization");

    [Fact]
    public async Task Call_WithACertificateOfASubjectThatIsNotInTheFile_IsUnauthenticated() => await RefusedAsync(
        _authority.Issue("CN=stranger"), StatusCode.Unauthenticated, "UNAUTHENTICATED", "'CN=stranger'");

    [Fact]
    public async Task Call_WithACertificateThatLacksTheScope_IsDenied() => await RefusedAsync(
        _authority.Issue("CN=jobs"), StatusCode.PermissionDenied, "SCOPE_MISSING", "'jobs' lacks the scope search");

    [Fact]
    public async Task Call_WithACertificateForAnotherCollection_IsDenied() => await RefusedAsync(
        _authority.Issue("CN=docs"), StatusCode.PermissionDenied, "COLLECTION_NOT_ALLOWED", "'people'");

    [Fact]
    public async Task Call_WithACertificateOfAnotherAuthority_GetsNoConnection()
    {
        using var other = new TestAuthority();
        await NoConnectionAsync(other.Issue("CN=web, O=Example"));
    }

    [Fact]
    public async Task Call_WithACertificateThatExpired_GetsNoConnection() =>
        await NoConnectionAsync(_authority.Issue("CN=web, O=Example", days: -0.5));

    [Fact]
    public async Task Server_WhoseCertificateIsOfAnotherAuthority_IsNotCalled()
    {
        using var other = new TestAuthority();
        _directory.Write("ca.pem.other", other.Pem);
        using var channel = Open(ClientTls.Options(_directory["ca.pem.other"], null, null));
        var error = await Assert.ThrowsAsync<RpcException>(
            () => new Search.SearchClient(channel).SearchAsync(new SearchRequest()).ResponseAsync);
        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.Empty(_callers);
    }

    [Fact]
    public async Task Peer_WhoseCertificateIsOfTheRootsThatWereSet_IsCalledAndNoOther()
    {
        using var other = new TestAuthority();
        await using var trusting = await TestHost.StartAsync(
            new() { ["ServiceDefaults:Tls:PeerCa"] = _directory["ca.pem"] });
        await using var distrusting = await TestHost.StartAsync(
            new() { ["ServiceDefaults:Tls:PeerCa"] = _directory.Write("other.pem", other.Pem) });

        using (var channel = Open(trusting.App.Services.GetRequiredService<PeerTrust>().Options()))
            await new Search.SearchClient(channel).SearchAsync(new SearchRequest(), Header("key"));
        using (var channel = Open(distrusting.App.Services.GetRequiredService<PeerTrust>().Options()))
        {
            await Assert.ThrowsAsync<RpcException>(
                () => new Search.SearchClient(channel).SearchAsync(new SearchRequest(), Header("key")).ResponseAsync);
        }

        Assert.Equal(["key"], _callers);
    }

    [Fact]
    public async Task Certificate_ThatIsReplaced_IsShownToNewConnectionsAndCutsNoCall()
    {
        var (entered, held) = (new TaskCompletionSource(), new TaskCompletionSource());
        _host.Search.OnSearch = async (_, _) =>
        {
            entered.TrySetResult();
            await held.Task;
            return new SearchResponse();
        };
        var before = await ShownAsync();
        using var channel = Open(Trusting());
        var call = new Search.SearchClient(channel).SearchAsync(new SearchRequest(), Header("key"));
        await entered.Task.WaitAsync(Wait.Limit);

        _directory.Write("server.pem", _authority.Issue("CN=kale"));

        await Wait.UntilAsync(ShownAsync, shown => shown != before);
        held.SetResult();
        await call;
        await new Search.SearchClient(channel).SearchAsync(new SearchRequest(), Header("key"));
    }

    [Fact]
    public async Task Certificate_ThatCannotBeReadAnyMore_LeavesTheOneOfBefore()
    {
        var before = await ShownAsync();
        _directory.Write("server.pem", "-----BEGIN CERTIFICATE-----");
        await Wait.UntilAsync(
            async () =>
            {
                Assert.Equal(before, await ShownAsync());
                return _host.Logs.Lines.Count(line => line.Contains("stays", StringComparison.Ordinal));
            },
            told => told > 0);
    }

    [Fact]
    public async Task Health_AtItsOwnAddress_NeedsNoTls()
    {
        var url = $"http://127.0.0.1:{LoopbackPort.Choose()}";
        await using var host = await TestHost.StartAsync(new()
        {
            ["urls"] = "https://127.0.0.1:0",
            ["ServiceDefaults:Tls:Certificate"] = _directory["server.pem"],
            ["ServiceDefaults:HealthUrl"] = url,
        });
        using var channel = GrpcChannel.ForAddress(url);
        await new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new Grpc.Health.V1.HealthCheckRequest());
    }

    [Theory]
    [InlineData("Certificate", "", "ServiceDefaults:Tls:Certificate is empty")]
    [InlineData("Certificate", "keys.json", "no certificate as PEM")]
    [InlineData("Certificate", "ca.pem", "is not the private key")]
    [InlineData("Certificate", "nowhere.pem", "nowhere.pem")]
    [InlineData("ClientCa", "keys.json", "no certificate as PEM")]
    [InlineData("Keys", "", "ServiceDefaults:Tls:ClientCa is set, and ServiceDefaults:Keys is not")]
    public async Task Start_WithAFileThatIsWrong_SaysWhichAndWhy(string setting, string file, string said)
    {
        var settings = new Dictionary<string, string?>
        {
            ["urls"] = "https://127.0.0.1:0",
            ["ServiceDefaults:Tls:Certificate"] = _directory["server.pem"],
            ["ServiceDefaults:Tls:ClientCa"] = _directory["ca.pem"],
            ["ServiceDefaults:Keys"] = _directory["keys.json"],
        };
        settings[setting == "Keys" ? "ServiceDefaults:Keys" : $"ServiceDefaults:Tls:{setting}"] =
            file.Length > 0 ? _directory[file] : "";
        var error = await Assert.ThrowsAnyAsync<Exception>(() => TestHost.StartAsync(settings));
        Assert.Contains(said, Assert.IsType<MisconfiguredException>(MisconfiguredException.From(error)).Message);
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static Metadata Header(string? key) =>
        key is null ? [] : new Metadata { { "authorization", $"Bearer {key}" } };

    private SslClientAuthenticationOptions Trusting(string? certificate = null) => ClientTls.Options(
        _directory["ca.pem"],
        certificate is null ? null : _directory.Write($"{Guid.NewGuid():N}.pem", certificate),
        null);

    private GrpcChannel Open(SslClientAuthenticationOptions tls) => GrpcChannel.ForAddress(
        _host.Address,
        new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { SslOptions = tls, UseProxy = false },
            DisposeHttpClient = true,
        });

    private async Task SearchAsync(string? certificate, string? key = null, string collection = "people")
    {
        using var channel = Open(Trusting(certificate));
        await new Search.SearchClient(channel).SearchAsync(
            new SearchRequest { Collection = collection }, Header(key));
    }

    private async Task RefusedAsync(string? certificate, StatusCode code, string reason, string said)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => SearchAsync(certificate));
        Assert.Equal((code, reason), (error.StatusCode, error.Reason()));
        Assert.Contains(said, error.Status.Detail);
        Assert.Empty(_callers);
    }

    private async Task NoConnectionAsync(string certificate)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => SearchAsync(certificate));
        Assert.Contains(error.StatusCode, new[] { StatusCode.Unavailable, StatusCode.Internal });
        Assert.Empty(_callers);
    }

    // What a new connection is shown, by its hash.
    private async Task<string> ShownAsync()
    {
        var shown = "";
        var tls = new SslClientAuthenticationOptions
        {
            AllowTlsResume = false,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                shown = certificate!.GetCertHashString();
                return shown.Length > 0;
            },
        };
        using var channel = Open(tls);
        await new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new Grpc.Health.V1.HealthCheckRequest());
        return shown;
    }
}
