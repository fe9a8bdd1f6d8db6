using System.Text.Json.Nodes;
using Kale.ServiceDefaults.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Kale.ServiceDefaults.Tests.Wire;

public sealed class GrpcJsClientTests(GrpcJsClient client) : IClassFixture<GrpcJsClient>
{
    public static TheoryData<string> Names => [.. Scenarios.Expected.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_GrpcJsCallsAHostOfOurs_EndsAsExpected(string name) => client.AssertEndedAsExpected(name);
}

public sealed class PythonClientTests(PythonClient client) : IClassFixture<PythonClient>
{
    public static TheoryData<string> Names => [.. Scenarios.Expected.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_PythonCallsAHostOfOurs_EndsAsExpected(string name) => client.AssertEndedAsExpected(name);
}

public sealed class GrpcJsClient() : ForeignClient("client.mjs");

public sealed class PythonClient() : ForeignClient("client.py");

/// <summary>A foreign client that has run all scenarios against hosts of ours.</summary>
public abstract class ForeignClient(string script) : IAsyncLifetime
{
    private readonly Dictionary<string, JsonNode> _outcomes = [];

    public void AssertEndedAsExpected(string scenario)
    {
        var expected = JsonNode.Parse(Scenarios.Expected[scenario]);
        var seen = _outcomes.GetValueOrDefault(scenario);
        Assert.True(
            JsonNode.DeepEquals(expected, seen), $"expected {expected?.ToJsonString()}, seen {seen?.ToJsonString()}");
    }

    public async Task InitializeAsync()
    {
        await using var host = await StartAsync(new() { ["ServiceDefaults:CompressResponses"] = "true" });
        await using var large = await StartAsync(
            new() { ["ServiceDefaults:MaxReceiveMessageBytes"] = $"{64 << 20}" });
        await using var peer = await PeerProcess.StartAsync(script, new JsonObject
        {
            ["address"] = new Uri(host.Address).Authority,
            ["largeAddress"] = new Uri(large.Address).Authority,
            ["message"] = Scenarios.Message,
            ["scenarios"] = new JsonArray([.. Scenarios.Expected.Keys.Select(name => JsonValue.Create(name))]),
        });
        while (await peer.ReadAsync() is { } line)
            _outcomes[line["name"]!.GetValue<string>()] = line["outcome"]!.DeepClone();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static Task<TestHost> StartAsync(Dictionary<string, string?> settings) => TestHost.StartAsync(
        settings,
        services => services.AddSingleton<InteropService>(),
        app => app.MapGrpcService<InteropService>());
}
