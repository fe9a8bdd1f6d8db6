using Grpc.Core;
using Kale.Gateway.Tests.Support;
using Kale.Rollouts.Tests.State;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.Gateway.Tests;

public sealed class GatewayReadinessTests
{
    [Fact]
    public async Task Start_BeforeTheEncoderIsLoaded_IsReadyOnceItIs()
    {
        var encoder = new ScriptedEncoder { Loaded = false };
        await using var peer = await Peer.StartAsync(encoder);
        await using var shelf = await Shelf.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(
            ("QueryEncoder:Address", peer.Address), ("Qdrant:Address", shelf.Address));
        Assert.Equal(ServingStatus.NotServing, await gateway.StatusAsync());
        await shelf.CommitAsync("docs", "first", Shelf.SpaceId, ("a", [0], null));
        var request = new SearchRequest { Query = "0", Collection = "docs" };
        var error = await RichErrors.FailsAsync(gateway.Client.SearchAsync(request));
        Assert.Equal((StatusCode.FailedPrecondition, "ENCODER_NOT_LOADED"), (error.StatusCode, error.Reason()));

        encoder.Loaded = true;

        await gateway.WaitUntilReadyAsync();
        Assert.Single((await gateway.Client.SearchAsync(request)).Hits);
    }

    [Fact]
    public async Task Start_WithACollectionOfAnotherSpace_SaysWhichSpacesMeet()
    {
        await using var peer = await Peer.StartAsync(new ScriptedEncoder { SpaceId = "space-new" });
        await using var shelf = await Shelf.StartAsync();
        await shelf.CommitAsync("docs", "first", Shelf.SpaceId, ("a", [0], null));
        await using var gateway = await GatewayHost.StartAsync(
            ("QueryEncoder:Address", peer.Address), ("Qdrant:Address", shelf.Address));
        await gateway.WaitUntilReadyAsync();
        var line = Assert.Single(gateway.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains("space-new", line);
        Assert.Contains(Shelf.SpaceId, line);
    }

    [Fact]
    public async Task Search_WhileTheEncoderIsAway_IsUnavailableAndSaysWhereItWasLookedFor()
    {
        var port = LoopbackPort.Choose();
        var peer = await Peer.StartAsync(new ScriptedEncoder(), port);
        await using var shelf = await Shelf.StartAsync();
        await shelf.CommitAsync("docs", "first", Shelf.SpaceId, ("a", [0], null));
        await using var gateway = await GatewayHost.StartAsync(
            ("QueryEncoder:Address", peer.Address), ("Qdrant:Address", shelf.Address));
        await gateway.WaitUntilReadyAsync();
        await peer.DisposeAsync();

        var request = new SearchRequest { Query = "0", Collection = "docs" };
        var error = await RichErrors.FailsAsync(gateway.Client.SearchAsync(request));
        Assert.Equal((StatusCode.Unavailable, "QUERY_ENCODER_UNAVAILABLE"), (error.StatusCode, error.Reason()));
        Assert.Contains(peer.Address, error.Status.Detail);

        await using var again = await Peer.StartAsync(new ScriptedEncoder(), port);
        var answer = await Wait.UntilAsync(
            () => AnswerAsync(gateway, request),
            answer => answer is not RpcException { StatusCode: StatusCode.Unavailable });
        Assert.Single(Assert.IsType<SearchResponse>(answer).Hits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Health_WhileAPeerIsAway_IsNotServingAndServingOnceItIsBack(bool encoderLeaves)
    {
        var encoder = new ScriptedEncoder();
        await using var peer = await Peer.StartAsync(encoder);
        var shelf = await Shelf.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(
            ("QueryEncoder:Address", peer.Address),
            ("Qdrant:Address", shelf.Address),
            ("Qdrant:RetryFor", "00:00:00.1"));
        await gateway.WaitUntilReadyAsync();

        encoder.Loaded = !encoderLeaves;
        await (encoderLeaves ? ValueTask.CompletedTask : shelf.DisposeAsync());
        await Wait.UntilAsync(gateway.StatusAsync, status => status == ServingStatus.NotServing);

        encoder.Loaded = true;
        if (!encoderLeaves)
            return;
        await gateway.WaitUntilReadyAsync();
        await shelf.DisposeAsync();
    }

    [Fact]
    public async Task Search_WhileTheStoreIsAway_IsUnavailable()
    {
        await using var peer = await Peer.StartAsync(new ScriptedEncoder());
        var shelf = await Shelf.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(
            ("QueryEncoder:Address", peer.Address),
            ("Qdrant:Address", shelf.Address),
            ("Qdrant:RetryFor", "00:00:00.1"));
        await gateway.WaitUntilReadyAsync();
        await shelf.DisposeAsync();
        var error = await RichErrors.FailsAsync(
            gateway.Client.SearchAsync(new SearchRequest { Query = "0", Collection = "docs" }));
        Assert.Equal((StatusCode.Unavailable, "STORE_UNAVAILABLE"), (error.StatusCode, error.Reason()));
    }

    [Fact]
    public async Task Start_WithADnsAddress_AsksTheReplicaBehindTheName()
    {
        await using var peer = await Peer.StartAsync(new ScriptedEncoder { Replica = "behind the name" });
        await using var shelf = await Shelf.StartAsync();
        await shelf.CommitAsync("docs", "first", Shelf.SpaceId, ("a", [0], null));
        await using var gateway = await GatewayHost.StartAsync(
            ("QueryEncoder:Address", $"dns:///localhost:{new Uri(peer.Address).Port}"),
            ("Qdrant:Address", shelf.Address));
        await gateway.WaitUntilReadyAsync();

        var response = await gateway.Client.SearchAsync(new SearchRequest { Query = "0", Collection = "docs" });
        Assert.Equal("behind the name", response.ServedBy.Replica);
    }

    [Fact]
    public async Task Start_WithImpossibleOptions_NamesEach()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => GatewayHost.StartAsync(
            ("QueryEncoder:Address", "encoder:50051"),
            ("Reranker:Timeout", "00:00:00"),
            ("Qdrant:MaxBatchBytes", "1"),
            ("MaxStreamInFlight", "0")));
        Assert.Contains("Gateway:QueryEncoder:Address", error.Message);
        Assert.Contains("Gateway:Reranker:Timeout", error.Message);
        Assert.Contains("Gateway:Qdrant:MaxBatchBytes", error.Message);
        Assert.Contains("Gateway:MaxStreamInFlight", error.Message);
    }

    private static async Task<object> AnswerAsync(GatewayHost gateway, SearchRequest request)
    {
        try
        {
            return await gateway.Client.SearchAsync(request);
        }
        catch (RpcException error)
        {
            return error;
        }
    }
}
