using Kale.CompatGrpc.Tests.Peers;

namespace Kale.CompatGrpc.Tests.Interop;

public sealed class GrpcJsServerTests(GrpcJsServer server) : IClassFixture<GrpcJsServer>
{
    private static readonly Dictionary<string, string> Own = new()
    {
        ["limit-request"] = """{"code":8,"message":"Received message larger than max (5242885 vs 4194304)"}""",
    };

    public static TheoryData<string> Names => [.. Scenarios.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scenario_OurClientCallsGrpcJs_EndsAsExpected(string name)
    {
        using var client = new OwnClient(server.Address, server.LargeAddress);

        Outcome.AssertEqual(
            Own.GetValueOrDefault(name) ?? Scenarios.ExpectedOf(name), (await client.RunAsync(name)).ToJsonString());
    }
}

public sealed class PythonServerTests(PythonServer server) : IClassFixture<PythonServer>
{
    private static readonly Dictionary<string, string> Own = new()
    {
        ["limit-request"] = """{"code":8,"message":"Received message larger than max (5242885 vs. 4194304)"}""",
    };

    public static TheoryData<string> Names => [.. Scenarios.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scenario_OurClientCallsPython_EndsAsExpected(string name)
    {
        using var client = new OwnClient(server.Address, server.LargeAddress);

        Outcome.AssertEqual(
            Own.GetValueOrDefault(name) ?? Scenarios.ExpectedOf(name), (await client.RunAsync(name)).ToJsonString());
    }

    [Fact]
    public async Task Response_OfPython_IsReadFromGzip()
    {
        using var client = new OwnClient(server.Address, server.LargeAddress);
        await client.RunAsync("unary");

        Assert.Equal("gzip", client.ResponseEncoding);
    }
}
