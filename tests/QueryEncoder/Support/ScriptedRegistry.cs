using Google.Protobuf;
using Grpc.Core;
using Kale.Bundles;
using Kale.ServiceDefaults;
using Kale.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kale.QueryEncoder.Tests.Support;

/// <summary>A registry that hands out the bundles of a store, can break off in the middle, and change a byte.</summary>
internal sealed class ScriptedRegistry(BundleStore store) : EncoderRegistry.EncoderRegistryBase, IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>Pieces before the connection breaks; each download begins anew.</summary>
    public int BreaksAfter { get; set; } = int.MaxValue;

    /// <summary>A file of which a byte changes on the way, as long as it is set.</summary>
    public string Changes { get; set; } = "";

    /// <summary>Bytes of all files that the callers said they had, one number for each download.</summary>
    public List<long> Resumed { get; } = [];

    public string Address => _app!.Urls.First();

    public static async Task<ScriptedRegistry> StartAsync(BundleStore store)
    {
        var registry = new ScriptedRegistry(store);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.Services.AddSingleton(registry);
        registry._app = builder.Build();
        registry._app.MapServiceDefaults();
        registry._app.MapGrpcService<ScriptedRegistry>();
        await registry._app.StartAsync();
        return registry;
    }

    public override async Task DownloadBundle(
        DownloadBundleRequest request, IServerStreamWriter<BundleChunk> responseStream, ServerCallContext context)
    {
        Resumed.Add((long)request.Offsets.Values.Aggregate(0UL, (sum, bytes) => sum + bytes));
        var offsets = request.Offsets.ToDictionary(file => file.Key, file => (long)file.Value);
        var pieces = OutgoingBundle.Read(store.Find(request.BundleId), offsets).ToList();
        foreach (var piece in pieces.Take(BreaksAfter))
            await responseStream.WriteAsync(new BundleChunk
            {
                Path = piece.Path,
                Offset = (ulong)piece.Offset,
                Data = piece.Path == Changes ? Flipped(piece) : ByteString.CopyFrom(piece.Data.Span),
            });
        if (pieces.Count > BreaksAfter)
            throw new RpcException(new Status(StatusCode.Unavailable, "the line broke"));
    }

    private static ByteString Flipped(BundlePiece piece)
    {
        var bytes = piece.Data.ToArray();
        bytes[0] ^= 1;
        return ByteString.CopyFrom(bytes);
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }
}
