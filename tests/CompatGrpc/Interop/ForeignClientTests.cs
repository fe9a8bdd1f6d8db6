using Kale.CompatGrpc.Tests.Peers;

namespace Kale.CompatGrpc.Tests.Interop;

public sealed class GrpcJsClientTests(GrpcJsClient client) : IClassFixture<GrpcJsClient>
{
    // Its own words; and a bad status that comes before replies not read yet is told without these.
    private static readonly Dictionary<string, string> Own = new()
    {
        ["limit-reply"] = """{"code":8,"message":"Received message that decompresses to a size larger than 4194304"}""",
        ["server-cancels-server-streaming"] = """{"code":1,"message":"given up"}""",
        ["status-server-streaming"] = """{"code":14,"message":"after three"}""",
    };

    public static TheoryData<string> Names => [.. Scenarios.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_GrpcJsCallsOurServer_EndsAsExpected(string name) =>
        Outcome.AssertEqual(Own.GetValueOrDefault(name) ?? Scenarios.ExpectedOf(name), client.OutcomeOf(name));
}

public sealed class PythonClientTests(PythonClient client) : IClassFixture<PythonClient>
{
    private static readonly Dictionary<string, string> Own = new()
    {
        ["limit-reply"] = """{"code":8,"message":"Received message larger than max (5242896 vs. 4194304)"}""",
    };

    public static TheoryData<string> Names => [.. Scenarios.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_PythonCallsOurServer_EndsAsExpected(string name) =>
        Outcome.AssertEqual(Own.GetValueOrDefault(name) ?? Scenarios.ExpectedOf(name), client.OutcomeOf(name));
}
