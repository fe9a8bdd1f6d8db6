using System.Text.Json.Nodes;
using Kale.CompatGrpc.Tests.Hosting;
using Kale.CompatGrpc.Tests.Interop;

namespace Kale.CompatGrpc.Tests.Peers;

/// <summary>A foreign client that has run all scenarios against our server.</summary>
public abstract class PeerClient : IAsyncLifetime
{
    private readonly InteropServer _server = new();
    private readonly Dictionary<string, string> _outcomes = [];

    public string OutcomeOf(string scenario) =>
        _outcomes.TryGetValue(scenario, out var outcome) ? outcome : "{\"missing\":true}";

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        await using var peer = await StartAsync(new JsonObject
        {
            ["address"] = _server.Authority,
            ["largeAddress"] = _server.Authority,
            ["descriptors"] = Descriptors.Base64,
            ["message"] = Scenarios.Message,
            ["scenarios"] = new JsonArray([.. Scenarios.Names.Select(name => JsonValue.Create(name))]),
        });
        await ReadOutcomesAsync(peer);
        await peer.RequireSuccessAsync();
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    private async Task ReadOutcomesAsync(PeerProcess peer)
    {
        var last = "none";
        try
        {
            while (await peer.ReadAsync() is { } line)
            {
                last = line["name"]!.GetValue<string>();
                _outcomes[last] = line["outcome"]!.ToJsonString();
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The peer fell silent after scenario {last}.");
        }
    }

    private protected abstract Task<PeerProcess> StartAsync(JsonObject input);
}

/// <summary>@grpc/grpc-js.</summary>
public sealed class GrpcJsClient : PeerClient
{
    private protected override Task<PeerProcess> StartAsync(JsonObject input) =>
        PeerProcess.StartNodeAsync("client.mjs", input);
}

/// <summary>Debian's python3-grpcio, the C++ core of gRPC.</summary>
public sealed class PythonClient : PeerClient
{
    private protected override Task<PeerProcess> StartAsync(JsonObject input) =>
        PeerProcess.StartPythonAsync("client.py", input);
}
