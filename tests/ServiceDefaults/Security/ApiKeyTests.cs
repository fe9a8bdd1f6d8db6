using Grpc.Core;
using Grpc.Health.V1;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Security;

public sealed class ApiKeyTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() =>
        _host = await TestHost.StartAsync(new() { ["ServiceDefaults:ApiKey"] = "key" });

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer other")]
    [InlineData("key")]
    public async Task Call_WithoutTheKey_IsUnauthenticated(string? header)
    {
        var error = await RichErrors.FailsAsync(Search(header));
        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
        Assert.Equal("UNAUTHENTICATED", error.Reason());
    }

    [Fact]
    public async Task Call_WithTheKey_IsAnswered() => await Search("Bearer key");

    [Fact]
    public async Task Health_WithoutTheKey_IsAnswered() =>
        await new Grpc.Health.V1.Health.HealthClient(_host.Channel).CheckAsync(new HealthCheckRequest());

    private AsyncUnaryCall<SearchResponse> Search(string? header) => new Search.SearchClient(_host.Channel).SearchAsync(
        new SearchRequest(), header is null ? [] : new Metadata { { "authorization", header } });
}
