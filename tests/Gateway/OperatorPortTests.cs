using Grpc.Core;
using Grpc.Net.Client;
using Kale.Gateway.Tests.Support;
using Kale.Rollouts.Tests.State;
using Kale.ServiceDefaults;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.Gateway.Tests;

/// <summary>A gateway whose registry is called at a port of its own.</summary>
public sealed class OperatorPortTests
{
    [Fact]
    public async Task Registry_WithAPortOfItsOwn_IsCalledThereAndLooksAwayElsewhere()
    {
        var url = $"http://127.0.0.1:{LoopbackPort.Choose()}";
        await using var suite = await Suite.StartAsync(withReranker: false, ("Operator:Url", url));
        using var operators = GrpcChannel.ForAddress(url);

        await new EncoderRegistry.EncoderRegistryClient(operators).ListSpacesAsync(new ListSpacesRequest());
        await suite.Client.SearchAsync(new SearchRequest { Query = "0", Collection = "docs" });

        var registry = await RichErrors.FailsAsync(
            new EncoderRegistry.EncoderRegistryClient(suite.Gateway.Channel).ListSpacesAsync(new ListSpacesRequest()));
        Assert.Equal((StatusCode.Unimplemented, "UNIMPLEMENTED"), (registry.StatusCode, registry.Reason()));
        var search = await RichErrors.FailsAsync(
            new V1.Search.SearchClient(operators).SearchAsync(new SearchRequest { Query = "0", Collection = "docs" }));
        Assert.Equal(StatusCode.Unimplemented, search.StatusCode);
    }

    [Fact]
    public async Task Registry_WithoutAPortOfItsOwn_IsCalledWhereSearchesAre()
    {
        await using var suite = await Suite.StartAsync(withReranker: false);
        await new EncoderRegistry.EncoderRegistryClient(suite.Gateway.Channel).ListSpacesAsync(new ListSpacesRequest());
    }

    [Theory]
    [InlineData("here", "Gateway:Operator:Url is no address")]
    [InlineData("http://127.0.0.1:0", "Gateway:Operator:Url is no address")]
    [InlineData("http://0.0.0.0:8082", "Other machines reach http://0.0.0.0:8082")]
    public async Task Start_WithAnAddressThatIsWrong_SaysWhatIs(string url, string said)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => GatewayHost.StartAsync(("Operator:Url", url)));
        Assert.Contains(said, Assert.IsType<MisconfiguredException>(MisconfiguredException.From(error)).Message);
    }
}
