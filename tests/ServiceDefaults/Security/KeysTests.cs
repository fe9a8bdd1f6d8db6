using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Kale.ServiceDefaults.Security;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Tests;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Security;

/// <summary>A file of keys: who is nobody, who may not, and who may.</summary>
public sealed class KeysTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private TestHost _host = null!;

    public async Task InitializeAsync()
    {
        Write(
            Entry("web", "search"),
            Entry("docs", "search") with { Collections = ["docs"] },
            Entry("jobs", "train", "index"),
            Entry("old", "search") with { Expires = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        _host = await TestHost.StartAsync(new() { ["ServiceDefaults:Keys"] = Keys });
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    private string Keys => _directory["keys.json"];

    [Theory]
    [InlineData(null)]
    [InlineData("nobody")]
    [InlineData("")]
    public async Task Call_OfNobody_IsUnauthenticated(string? key) => await RefusedAsync(
        Search(key), StatusCode.Unauthenticated, "UNAUTHENTICATED", "KALE_API_KEY");

    [Fact]
    public async Task Call_WithAKeyThatExpired_IsUnauthenticated() => await RefusedAsync(
        Search("old"), StatusCode.Unauthenticated, "UNAUTHENTICATED", "'old' expired at 2020-01-01");

    [Fact]
    public async Task Call_WithoutTheScope_IsDeniedAndNamesIt() => await RefusedAsync(
        Search("jobs"), StatusCode.PermissionDenied, "SCOPE_MISSING", "lacks the scope search", "index, train");

    [Fact]
    public async Task Call_WithTheScope_IsAnsweredAndKnowsItsCaller()
    {
        var callers = new List<string?>();
        _host.Search.OnSearch = (_, context) =>
        {
            callers.Add(Caller.ActorOf(context, "whoever"));
            return Task.FromResult(new SearchResponse());
        };
        await Search("web");
        await Search("docs");
        Assert.Equal(["web", "docs"], callers);
    }

    [Fact]
    public async Task Call_ForACollectionOfOthers_IsDenied()
    {
        await Search("docs");
        await RefusedAsync(
            Search("docs", "people"), StatusCode.PermissionDenied, "COLLECTION_NOT_ALLOWED", "'docs'", "'people'");
    }

    [Fact]
    public async Task Stream_ForACollectionOfOthers_EndsThere()
    {
        using var stream = new Search.SearchClient(_host.Channel).SearchStream(Header("docs"));
        foreach (var collection in new[] { "docs", "people" })
        {
            await stream.RequestStream.WriteAsync(
                new SearchStreamRequest { Id = collection, Request = new SearchRequest { Collection = collection } });
        }
        Assert.True(await stream.ResponseStream.MoveNext(default));
        var error = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(default));
        Assert.Equal("COLLECTION_NOT_ALLOWED", error.Reason());
    }

    [Fact]
    public async Task Keys_ThatAreTakenOutAndPutIn_CountWithoutARestart()
    {
        await Search("web");
        Write(Entry("new", "search"));
        await Wait.UntilAsync(() => CodeAsync("new"), code => code == StatusCode.OK);
        Assert.Equal(StatusCode.Unauthenticated, await CodeAsync("web"));
    }

    [Fact]
    public async Task Keys_ThatCannotBeReadAnyMore_LeaveThoseOfBefore()
    {
        await File.WriteAllTextAsync(Keys, "{ \"keys\": [ {");
        await Wait.UntilAsync(
            async () =>
            {
                await Search("web");
                return _host.Logs.Lines.Count(line => line.Contains("stay", StringComparison.Ordinal));
            },
            told => told > 0);
        await Search("web");
    }

    [Theory]
    [InlineData("{ \"keys\": [ { \"name\": \"a\", \"sha256\": \"12\", \"scopes\": [] } ] }", "64 hexadecimal digits")]
    [InlineData("{ \"keys\": [ { \"name\": \"a\", \"scopes\": [] } ] }", "sha256")]
    [InlineData("{ \"keys\": [ { \"name\": \"a\", \"sha256\": \"HASH\", \"scopes\": [\"read\"] } ] }", "'read'; there")]
    [InlineData("{ \"keys\": [ { \"name\": \"a\", \"sha256\": \"HASH\", \"scope\": [] } ] }", "scope")]
    [InlineData("{", "keys.json")]
    public async Task Start_WithAFileOfKeysThatIsWrong_SaysWhatIs(string content, string said)
    {
        var path = _directory.Write("wrong/keys.json", content.Replace("HASH", Hash("a")));
        var error = await Assert.ThrowsAsync<MisconfiguredException>(
            () => TestHost.StartAsync(new() { ["ServiceDefaults:Keys"] = path }));
        Assert.Contains(said, error.Message);
        Assert.Contains("ServiceDefaults:Keys", error.Message);
    }

    [Fact]
    public void Table_OfScopes_HasEveryRpcAndNoOther() => Assert.Equal(
        new[]
        {
            SearchReflection.Descriptor, EncodingReflection.Descriptor, RerankingReflection.Descriptor,
            IndexingReflection.Descriptor, TrainingReflection.Descriptor, RegistryReflection.Descriptor,
        }.SelectMany(file => file.Services).SelectMany(service => service.Methods)
            .Select(method => $"/{method.Service.FullName}/{method.Name}").Order(StringComparer.Ordinal),
        RpcScopes.Rpcs.Order(StringComparer.Ordinal));

    private static KeyEntry Entry(string key, params string[] scopes) => new(key, scopes, Hash(key));

    // For brevity the name of a key is the key.
    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private void Write(params KeyEntry[] keys) =>
        File.WriteAllText(Keys, JsonSerializer.Serialize(new KeyList(keys), KeyFile.Json));

    private static Metadata Header(string? key) =>
        key is null ? [] : new Metadata { { "authorization", $"Bearer {key}" } };

    private AsyncUnaryCall<SearchResponse> Search(string? key, string collection = "docs") =>
        new Search.SearchClient(_host.Channel).SearchAsync(
            new SearchRequest { Collection = collection }, Header(key));

    private async Task<StatusCode> CodeAsync(string key)
    {
        try
        {
            await Search(key);
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }

    private static async Task RefusedAsync(
        AsyncUnaryCall<SearchResponse> call, StatusCode code, string reason, params string[] said)
    {
        var error = await RichErrors.FailsAsync(call);
        Assert.Equal((code, reason), (error.StatusCode, error.Reason()));
        Assert.All(said, part => Assert.Contains(part, error.Status.Detail));
    }
}
