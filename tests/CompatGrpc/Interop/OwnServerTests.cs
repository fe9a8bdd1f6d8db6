using Kale.CompatGrpc.Tests.Hosting;

namespace Kale.CompatGrpc.Tests.Interop;

public sealed class OwnServerTests(InteropServer server) : IClassFixture<InteropServer>
{
    public static TheoryData<string> Names => [.. Scenarios.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scenario_OurClientCallsOurServer_EndsAsExpected(string name)
    {
        using var client = new OwnClient(server.Address, server.Address);

        Outcome.AssertEqual(Scenarios.ExpectedOf(name), (await client.RunAsync(name)).ToJsonString());
    }
}
