using System.Text.Json.Nodes;

namespace Kale.CompatGrpc.Tests.Peers;

/// <summary>A foreign server for our client.</summary>
public abstract class PeerServer : IAsyncLifetime
{
    private PeerProcess? _peer;

    public string Address { get; private set; } = "";

    public string LargeAddress { get; private set; } = "";

    public async Task InitializeAsync()
    {
        _peer = await StartAsync(new JsonObject { ["descriptors"] = Descriptors.Base64 });
        var ready = await _peer.ReadAsync();
        if (ready is null)
        {
            await _peer.RequireSuccessAsync();
        }

        Address = $"http://127.0.0.1:{ready!["port"]}";
        LargeAddress = $"http://127.0.0.1:{ready["largePort"]}";
    }

    public async Task DisposeAsync() => await _peer!.DisposeAsync();

    private protected abstract Task<PeerProcess> StartAsync(JsonObject input);
}

/// <summary>@grpc/grpc-js.</summary>
public sealed class GrpcJsServer : PeerServer
{
    private protected override Task<PeerProcess> StartAsync(JsonObject input) =>
        PeerProcess.StartNodeAsync("server.mjs", input);
}

/// <summary>Debian's python3-grpcio, the C++ core of gRPC.</summary>
public sealed class PythonServer : PeerServer
{
    private protected override Task<PeerProcess> StartAsync(JsonObject input) =>
        PeerProcess.StartPythonAsync("server.py", input);
}
