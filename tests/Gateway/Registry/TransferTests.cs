using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.Gateway.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.Gateway.Tests.Registry;

/// <summary>What senders and receivers of bundles may ask for, and for how long.</summary>
public sealed class TransferTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly LateTimers _time = new();
    private GatewayHost _gateway = null!;
    private Bundle _bundle = null!;

    private EncoderRegistry.EncoderRegistryClient Registry => new(_gateway.Channel);

    public async Task InitializeAsync()
    {
        _bundle = WrittenBundles.Write(new BundleStore(_directory["client"]).Directory);
        _gateway = await GatewayHost.StartAsync(
            _time, ("BundleStore", _directory["registry"]), ("MaxBundleBytes", "1000"));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Upload_OfMoreThanTheStoreTakes_IsRefusedWithTheLimit()
    {
        using var upload = await BeginAsync();
        var manifest = OutgoingBundle.Read(_bundle, new Dictionary<string, long>()).First();
        await upload.RequestStream.WriteAsync(new UploadBundleRequest
        {
            Chunk = new BundleChunk { Path = manifest.Path, Data = ByteString.CopyFrom(manifest.Data.Span) },
        });

        var error = await Assert.ThrowsAsync<RpcException>(() => upload.ResponseStream.MoveNext(default));

        Assert.Equal((StatusCode.InvalidArgument, "BUNDLE_INVALID"), (error.StatusCode, error.Reason()));
        Assert.Contains("at most 1000", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_WhoseSenderIsSilent_EndsAndKeepsTheBundleFromNobody()
    {
        using var silent = await BeginAsync();

        var end = silent.ResponseStream.MoveNext(default);
        while (!end.IsCompleted)
        {
            _time.RingAll();
            await Task.Yield();
        }

        Assert.Equal("UPLOAD_INCOMPLETE", (await Assert.ThrowsAsync<RpcException>(() => end)).Reason());
        using var next = await BeginAsync();
    }

    [Fact]
    public async Task Download_FromAnOffsetThatIsNone_NamesTheField()
    {
        var request = new DownloadBundleRequest { BundleId = _bundle.Id, Offsets = { ["vocab.txt"] = 1UL << 63 } };
        using var download = Registry.DownloadBundle(request);

        var error = await Assert.ThrowsAsync<RpcException>(() => download.ResponseStream.MoveNext(default));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal("offsets", Assert.Single(error.Detail<BadRequest>().FieldViolations).Field);
    }

    [Fact]
    public async Task Upload_AtAnOffsetThatIsNone_IsRefused()
    {
        using var upload = await BeginAsync();
        await upload.RequestStream.WriteAsync(new UploadBundleRequest
        {
            Chunk = new BundleChunk { Path = "vocab.txt", Offset = 1UL << 63, Data = ByteString.CopyFrom(1) },
        });

        var error = await Assert.ThrowsAsync<RpcException>(() => upload.ResponseStream.MoveNext(default));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    private async Task<AsyncDuplexStreamingCall<UploadBundleRequest, UploadBundleResponse>> BeginAsync()
    {
        var upload = Registry.UploadBundle();
        await upload.RequestStream.WriteAsync(
            new UploadBundleRequest { Manifest = new EncoderManifest { BundleId = _bundle.Id } });
        Assert.True(await upload.ResponseStream.MoveNext(default));
        Assert.NotNull(upload.ResponseStream.Current.Plan);
        return upload;
    }
}
