using Grpc.Core;
using Grpc.Net.Client;
using Kale.V1;

namespace Kale.Bench.Harness;

/// <summary>A QueryEncoder process that follows the route "default".</summary>
internal sealed class ReplicaProcess : IDisposable
{
    private readonly ChildProcess _process;
    private readonly GrpcChannel _channel;

    public ReplicaProcess(string bundles, string redis, params string[] options)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Kale.QueryEncoder.dll"),
            "--urls", "http://127.0.0.1:0",
            "--QueryEncoder:BundleStore", bundles,
            "--QueryEncoder:Route", "default",
            "--State:Redis", redis,
            "--QueryEncoder:Inference:Threads", "1",
            .. options,
        ];
        (_process, var said) = ChildProcess.StartServer("Now listening on: ", "dotnet", arguments);
        Address = said;
        _channel = GrpcChannel.ForAddress(Address);
        Client = new QueryEncoding.QueryEncodingClient(_channel);
    }

    public string Address { get; }

    public QueryEncoding.QueryEncodingClient Client { get; }

    /// <summary>Completes when this replica itself answers at the generation or a later one.</summary>
    public async Task ServesAsync(long generation)
    {
        while (await GenerationAsync() < generation) { await Task.Delay(1); }
    }

    public long ResidentBytes() => _process.ResidentBytes();

    private async Task<long> GenerationAsync()
    {
        try
        {
            return (long)(await Client.GetEncoderAsync(new GetEncoderRequest())).ServedBy.Generation;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.FailedPrecondition)
        {
            return 0; // Nothing is loaded yet.
        }
    }

    public void Dispose()
    {
        _channel.Dispose();
        _process.Dispose();
    }
}
