using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Rpc;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Security;
using Kale.ServiceDefaults.Security.Limits;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Tests;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Tests.Security;

/// <summary>What one caller may use. Rates are of one in hours, so that nothing hangs on how fast a test is.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private const double OneInHours = 1e-4;
    private static readonly string s_text = new('x', 2048);

    private readonly TemporaryDirectory _directory = new();
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(new()
    {
        ["ServiceDefaults:ApiKey"] = "everything",
        ["ServiceDefaults:Limits:RequestsPerSecond"] = $"{OneInHours}",
        ["ServiceDefaults:Keys"] = _directory.Write("keys.json", JsonSerializer.Serialize(
            new KeyList(
            [
                Entry("others", null),
                Entry("free", new CallerLimits()),
                Entry("calls", new CallerLimits { RequestsPerSecond = OneInHours }),
                Entry("texts", new CallerLimits { TextsPerSecond = OneInHours }),
                Entry("streams", new CallerLimits { Streams = 1 }),
            ]),
            KeyFile.Json)),
    });

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("calls", "'calls' may make 0.0001 calls a second")]
    [InlineData("others", "'others' may make 0.0001 calls a second")]
    [InlineData("texts", "'texts' may send 0.0001 texts a second")]
    public async Task Call_BeyondTheLimit_IsToldWhenToComeAgain(string key, string said)
    {
        await Search(key);
        var error = await RichErrors.FailsAsync(Search(key));
        Assert.Equal((StatusCode.ResourceExhausted, "LIMIT_REACHED"), (error.StatusCode, error.Reason()));
        Assert.Contains(said, error.Status.Detail);
        Assert.True(error.Detail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
    }

    [Theory]
    [InlineData("free")]
    [InlineData("everything")]
    public async Task Call_OfACallerWithoutLimits_IsAnsweredEachTime(string key)
    {
        for (var i = 0; i < 20; i++)
            await Search(key);
    }

    [Fact]
    public async Task Calls_OfOneCaller_TakeNothingFromAnother()
    {
        await Search("calls");
        await RichErrors.FailsAsync(Search("calls"));
        await Search("others");
    }

    [Fact]
    public async Task Stream_BesideAsManyAsTheLimit_IsRefusedUntilOneEnds()
    {
        using (var first = Stream("streams"))
        {
            await first.RequestStream.WriteAsync(new SearchStreamRequest { Id = "1", Request = new SearchRequest() });
            Assert.True(await first.ResponseStream.MoveNext(default));
            using var second = Stream("streams");
            var error = await Assert.ThrowsAsync<RpcException>(() => second.ResponseStream.MoveNext(default));
            Assert.Equal("LIMIT_REACHED", error.Reason());
            await Search("streams");
            await first.RequestStream.CompleteAsync();
            Assert.False(await first.ResponseStream.MoveNext(default));
        }

        await Wait.UntilAsync(
            async () =>
            {
                using var next = Stream("streams");
                await next.RequestStream.CompleteAsync();
                try
                {
                    return await next.ResponseStream.MoveNext(default) ? "an answer" : "its end";
                }
                catch (RpcException error)
                {
                    return error.Reason();
                }
            },
            seen => seen == "its end");
    }

    [Fact]
    public async Task Stream_WithMoreTextsThanTheLimit_IsHeldBackAndNotRefused()
    {
        using var stream = Stream("texts");
        for (var i = 0; i < 2; i++)
        {
            await stream.RequestStream.WriteAsync(
                new SearchStreamRequest { Id = $"{i}", Request = new SearchRequest() });
        }

        Assert.True(await stream.ResponseStream.MoveNext(default));
        using var leaving = new CancellationTokenSource();
        var second = stream.ResponseStream.MoveNext(leaving.Token);
        // Another call of the caller's, which comes later, finds that the stream waits before it.
        var error = await RichErrors.FailsAsync(Search("texts"));
        Assert.Equal("LIMIT_REACHED", error.Reason());
        Assert.False(second.IsCompleted);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => second);
    }

    [Fact]
    public async Task Uploads_BeyondTheLimitOfADay_AreRefused()
    {
        using var quotas = new CallerQuotas(Options.Create(new ServiceDefaultsOptions()));
        var caller = new Caller(
            "pipeline", new HashSet<Scope>(), new HashSet<string>(),
            Limits: new CallerLimits { UploadBytesPerDay = 4096 });
        var document = new IndexRequest { Document = new IndexDocument { Document = new Document { Text = s_text } } };
        for (var i = 0; i < 2; i++)
            await quotas.MessageAsync(caller, document, default);
        var error = await Assert.ThrowsAsync<FailureException>(
            () => quotas.MessageAsync(caller, document, default).AsTask());
        Assert.Equal("LIMIT_REACHED", error.Failure.Reason);
        Assert.True(error.Failure.RetryDelay > TimeSpan.Zero);
        await quotas.MessageAsync(caller with { Name = "another" }, document, default);
    }

    [Theory]
    [InlineData("{ \"requestsPerSecond\": -1 }")]
    [InlineData("{ \"requestsPerMinute\": 1 }")]
    public async Task Start_WithALimitThatIsNone_SaysWhich(string limits)
    {
        var entry = $"{{ \"name\": \"a\", \"sha256\": \"{Hash("a")}\", \"scopes\": [], \"limits\": {limits} }}";
        var path = _directory.Write("wrong.json", $"{{ \"keys\": [ {entry} ] }}");
        var error = await Assert.ThrowsAsync<MisconfiguredException>(
            () => TestHost.StartAsync(new() { ["ServiceDefaults:Keys"] = path }));
        Assert.Contains("imit", error.Message);
    }

    private static KeyEntry Entry(string key, CallerLimits? limits) =>
        new(key, ["search"], Hash(key), Limits: limits);

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static Metadata Header(string key) => new() { { "authorization", $"Bearer {key}" } };

    private AsyncUnaryCall<SearchResponse> Search(string key) =>
        new Search.SearchClient(_host.Channel).SearchAsync(new SearchRequest(), Header(key));

    private AsyncDuplexStreamingCall<SearchStreamRequest, SearchStreamResponse> Stream(string key) =>
        new Search.SearchClient(_host.Channel).SearchStream(Header(key));
}
