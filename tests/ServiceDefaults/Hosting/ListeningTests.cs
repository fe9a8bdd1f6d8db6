using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Tests.Hosting;

public sealed class ListeningTests
{
    [Fact]
    public async Task Start_WithoutConfiguration_ListensOnLoopbackOnly()
    {
        await using var host = await TestHost.StartAsync();
        Assert.Equal("127.0.0.1", new Uri(Assert.Single(host.App.Urls)).Host);
    }

    [Fact]
    public async Task Start_WithUrls_ListensThereAndNowhereElse()
    {
        await using var host = await TestHost.StartAsync(new() { ["urls"] = "http://127.0.0.2:0" });
        Assert.Equal("127.0.0.2", new Uri(Assert.Single(host.App.Urls)).Host);
        await new Search.SearchClient(host.Channel).SearchAsync(new SearchRequest());
    }

    [Fact]
    public async Task Start_WithAnImpossibleOption_NamesIt()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => TestHost.StartAsync(new() { ["ServiceDefaults:MaxReceiveMessageBytes"] = "1" }));
        Assert.Contains("MaxReceiveMessageBytes", error.Message);
    }
}
