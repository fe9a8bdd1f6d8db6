using System.Net;
using System.Net.Sockets;
using Google.Rpc;
using Grpc.Core;
using Kale.Gateway.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Kale.VectorIndex.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Kale.Gateway.Tests;

public sealed class OverloadTests
{
    private const int RefusedStream = 7;
    private const int EnhanceYourCalm = 11;
    private static readonly SearchRequest s_request = new() { Query = "0", Collection = "docs" };

    [Fact]
    public async Task Search_BeyondTheLimit_IsRefusedBeforeTheEncoderIsAsked()
    {
        await using var suite = await Suite.StartAsync(
            false, ("Admission:MinInFlight", "1"), ("Admission:MaxInFlight", "1"));
        var held = Hold(suite);
        var first = suite.Client.SearchAsync(s_request);
        await Wait.UntilAsync(() => Task.FromResult(suite.Encoder.Waited), waited => waited == 1);

        var error = await RichErrors.FailsAsync(suite.Client.SearchAsync(s_request));

        Assert.Equal((StatusCode.ResourceExhausted, "OVERLOADED"), (error.StatusCode, error.Reason()));
        Assert.True(error.Detail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        Assert.Equal(1, suite.Encoder.Waited);
        held.SetResult();
        Assert.NotEmpty((await first).Hits);
    }

    [Fact]
    public async Task SearchStream_BeyondTheLimit_IsHeldBackAndNotRefused()
    {
        await using var suite = await Suite.StartAsync(
            false, ("Admission:MinInFlight", "1"), ("Admission:MaxInFlight", "1"));
        var held = Hold(suite);
        using var stream = suite.Client.SearchStream();
        for (var id = 1; id <= 5; id++)
            await stream.RequestStream.WriteAsync(new SearchStreamRequest { Id = $"{id}", Request = s_request });
        await stream.RequestStream.CompleteAsync();
        await Wait.UntilAsync(() => Task.FromResult(suite.Encoder.Waited), waited => waited == 1);
        held.SetResult();

        var answers = await stream.ResponseStream.ReadAllAsync().ToListAsync();

        Assert.All(answers, answer => Assert.Null(answer.Error));
        Assert.Equal(["1", "2", "3", "4", "5"], answers.Select(answer => answer.Id).Order());
        Assert.Equal(1, suite.Encoder.Waited);
    }

    [Fact]
    public async Task Search_OfACallWithADeadline_LeavesNoStageAllOfIt()
    {
        await using var suite = await Suite.StartAsync(false, ("QueryEncoder:Timeout", "00:10:00"));
        var begun = DateTime.UtcNow;
        await suite.Client.SearchAsync(s_request, deadline: begun.AddMinutes(4));
        Assert.InRange(suite.Encoder.Deadline, begun, begun.AddMinutes(3).AddSeconds(59));
    }

    /// <summary>The caller hears which stage it was, before its own deadline says nothing of it.</summary>
    [Fact]
    public async Task Search_WhoseStoreHangs_EndsBeforeItsDeadline()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var peer = await Peer.StartAsync(new ScriptedEncoder());
        await using var gateway = await GatewayHost.StartAsync(
            ("QueryEncoder:Address", peer.Address),
            ("Qdrant:Address", $"http://{silent.LocalEndpoint}"),
            ("EncodeShare", "0.01"),
            ("StoreShare", "0.01"));
        var error = await RichErrors.FailsAsync(
            gateway.Client.SearchAsync(s_request, deadline: DateTime.UtcNow.AddMinutes(1)));
        Assert.Equal((StatusCode.Unavailable, "STORE_TIMEOUT"), (error.StatusCode, error.Reason()));
    }

    [Fact]
    public async Task Search_WhoseEncoderHangs_EndsBeforeItsDeadline()
    {
        await using var suite = await Suite.StartAsync(
            false, ("QueryEncoder:Timeout", "00:10:00"), ("EncodeShare", "0.01"));
        Hold(suite);
        var error = await RichErrors.FailsAsync(
            suite.Client.SearchAsync(s_request, deadline: DateTime.UtcNow.AddMinutes(2)));
        // With details: it is the gateway that says so, not the caller's own clock.
        Assert.Equal((StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED"), (error.StatusCode, error.Reason()));
    }

    [Theory]
    [InlineData(RefusedStream)]
    [InlineData(EnhanceYourCalm)]
    public async Task Search_WhoseStoresConnectionTakesNoMoreCalls_IsTriedAgainAndElseOverloadWithADelay(int code)
    {
        await using var peer = await Peer.StartAsync(new ScriptedEncoder());
        await using var shelf = await Shelf.StartAsync();
        await shelf.CommitAsync("docs", "first", Shelf.SpaceId, ("a", [0], null));
        await using var proxy = await FaultyProxy.StartAsync(new Uri(shelf.Address));
        await using var gateway = await GatewayHost.StartAsync(
            ("QueryEncoder:Address", peer.Address), ("Qdrant:Address", $"{proxy.Address}"),
            ("Qdrant:RetryFor", "00:00:03"));
        await gateway.WaitUntilReadyAsync();
        var refusals = 0;
        proxy.Before = method => method.StartsWith("Query", StringComparison.Ordinal) && refusals++ < 2
            ? new Fault(0, Reset: code)
            : null;
        Assert.Single((await gateway.Client.SearchAsync(s_request)).Hits);
        Assert.True(refusals > 2);

        proxy.Before = method => method.StartsWith("Query", StringComparison.Ordinal)
            ? new Fault(0, Reset: code)
            : null;
        var error = await RichErrors.FailsAsync(gateway.Client.SearchAsync(s_request));
        Assert.Equal((StatusCode.ResourceExhausted, "STORE_OVERLOADED"), (error.StatusCode, error.Reason()));
        Assert.True(error.Detail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
    }

    /// <summary>Neither is an answer of the encoder's: it is there, and did nothing.</summary>
    [Theory]
    [InlineData(RefusedStream)]
    [InlineData(EnhanceYourCalm)]
    public async Task Search_WhoseEncodersConnectionTakesNoMoreCalls_IsOverloadWithADelay(int code)
    {
        await using var resetting = await ResettingAsync(code);
        await using var shelf = await Shelf.StartAsync();
        await shelf.CommitAsync("docs", "first", Shelf.SpaceId, ("a", [0], null));
        await using var gateway = await GatewayHost.StartAsync(
            ("QueryEncoder:Address", resetting.Urls.First()), ("Qdrant:Address", shelf.Address));

        var error = await RichErrors.FailsAsync(gateway.Client.SearchAsync(s_request));

        Assert.Equal((StatusCode.ResourceExhausted, "OVERLOADED"), (error.StatusCode, error.Reason()));
        Assert.InRange(
            error.Detail<RetryInfo>().RetryDelay.ToTimeSpan(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
    }

    private static TaskCompletionSource Hold(Suite suite)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        suite.Encoder.Held = held.Task;
        return held;
    }

    private static async Task<WebApplication> ResettingAsync(int code)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
            kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.Run(http =>
        {
            http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(code);
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }
}
