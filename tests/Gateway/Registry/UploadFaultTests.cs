using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.Gateway.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.Gateway.Tests.Registry;

/// <summary>What goes wrong on the way of a bundle to the registry: what docs/operations.md promises of each.</summary>
public sealed class UploadFaultTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private GatewayHost _gateway = null!;
    private Bundle _bundle = null!;

    private EncoderRegistry.EncoderRegistryClient Registry => new(_gateway.Channel);

    private string Store => _directory["registry"];

    public async Task InitializeAsync()
    {
        _bundle = WrittenBundles.Write(new BundleStore(_directory["client"]).Directory);
        _gateway = await GatewayHost.StartAsync([("BundleStore", Store), ("State:Directory", _directory["state"])]);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Upload_WhoseConnectionIsCut_KeepsWhatArrivedAndShowsItToNobody()
    {
        var pieces = PiecesFrom(new UploadPlan());
        var before = pieces[..(pieces.Count / 2)];
        using (var cut = await BeginAsync(_bundle.Id))
        {
            await SendAsync(cut, before);
            await Wait.UntilAsync(
                () => Task.FromResult(Arriving(before[^1].Path)),
                last => File.Exists(last) && new FileInfo(last).Length == before[^1].Data.Length);
        }

        Assert.Empty((await Registry.ListBundlesAsync(new ListBundlesRequest())).Bundles);
        using var again = await BeginAsync(_bundle.Id);
        var rest = PiecesFrom(again.ResponseStream.Current.Plan);
        Assert.Equal(pieces[before.Count..].Select(piece => piece.Path), rest.Select(piece => piece.Path));
        await SendAsync(again, rest);

        Assert.Equal(_bundle.Id, await StoredAsync(again));
    }

    [Fact]
    public async Task Upload_OntoAFullDisk_SaysSoAndGoesOnWhenThereIsRoom()
    {
        using (var begun = await BeginAsync(_bundle.Id))
        {
            // The manifest, after which the receiver looks at what is there, and a file that comes after that look.
            var pieces = PiecesFrom(new UploadPlan());
            var other = pieces.First(piece => piece.Path is not (BundleManifest.FileName or "vocab.txt"));
            await SendAsync(begun, [pieces[0], other]);
            await Wait.UntilAsync(() => Task.FromResult(Arriving(other.Path)), arrived => File.Exists(arrived));
            File.CreateSymbolicLink(Arriving("vocab.txt"), "/dev/full");
            await SendAsync(begun, PiecesFrom(new UploadPlan()).Where(piece => piece.Path == "vocab.txt"));
            var error = await Assert.ThrowsAsync<RpcException>(() => begun.ResponseStream.MoveNext(default));
            Assert.Equal("BUNDLE_NOT_WRITABLE", error.Reason());
            Assert.Contains("Make room", error.Status.Detail, StringComparison.Ordinal);
        }

        File.Delete(Arriving("vocab.txt"));
        using var again = await BeginAsync(_bundle.Id);
        await SendAsync(again, PiecesFrom(again.ResponseStream.Current.Plan));

        Assert.Equal(_bundle.Id, await StoredAsync(again));
    }

    [Fact]
    public async Task Upload_WithAByteThatChangedOnTheWay_NamesTheFileAndTakesOnlyThatAnew()
    {
        using (var changed = await BeginAsync(_bundle.Id))
        {
            await SendAsync(changed, PiecesFrom(new UploadPlan()).Select(
                piece => piece.Path == "vocab.txt" ? piece with { Data = Flipped(piece.Data) } : piece));
            var error = await Assert.ThrowsAsync<RpcException>(() => changed.ResponseStream.MoveNext(default));
            Assert.Equal("BUNDLE_CORRUPT", error.Reason());
            Assert.Contains("vocab.txt", error.Status.Detail, StringComparison.Ordinal);
        }

        using var again = await BeginAsync(_bundle.Id);
        var rest = PiecesFrom(again.ResponseStream.Current.Plan);
        Assert.Equal(["vocab.txt"], rest.Select(piece => piece.Path).Distinct());
        await SendAsync(again, rest);

        Assert.Equal(_bundle.Id, await StoredAsync(again));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/outside")]
    [InlineData("onnx/../../outside")]
    public async Task Upload_OfAManifestThatLeadsOut_IsRefusedByItsPathAndWritesNothing(string path)
    {
        var manifest = (_bundle.Manifest with
        {
            Files = new Dictionary<string, FileEntry> { [path] = new(new string('0', 64), 1) },
        }).WithId();
        using (var upload = await BeginAsync(manifest.Id))
        {
            await SendAsync(
                upload, [new BundlePiece(BundleManifest.FileName, 0, Encoding.UTF8.GetBytes(manifest.ToJson()))]);
            var error = await Assert.ThrowsAsync<RpcException>(() => upload.ResponseStream.MoveNext(default));
            Assert.Equal((StatusCode.InvalidArgument, "BUNDLE_INVALID"), (error.StatusCode, error.Reason()));
            Assert.Contains($"'{path}'", error.Status.Detail, StringComparison.Ordinal);
        }

        await Wait.UntilAsync(
            () => Task.FromResult(Directory.EnumerateDirectories(Store)), directories => !directories.Any());
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(_directory.Path, "*", SearchOption.AllDirectories),
            entry => Path.GetFileName(entry) == "outside");
    }

    [Fact]
    public async Task Stage_OfABundleWithAPipeForAFile_IsRefusedByNameAndWaitsForNobody()
    {
        var stored = new BundleStore(Store).Add(_bundle.Directory);
        SpecialFiles.MakePipe(stored.PathOf("vocab.txt"));

        var error = await RichErrors.FailsAsync(Registry.StageReleaseAsync(new StageReleaseRequest
        {
            Route = "default",
            BundleId = stored.Id,
            ExpectedGeneration = 1,
            RequestId = "stage",
        }));

        Assert.StartsWith("BUNDLE_", error.Reason(), StringComparison.Ordinal);
        Assert.Contains("vocab.txt", error.Status.Detail, StringComparison.Ordinal);
    }

    private string Arriving(string file) => Path.Combine(Store, $".incoming-{_bundle.Id}", file);

    private List<BundlePiece> PiecesFrom(UploadPlan plan) =>
    [
        .. OutgoingBundle.Read(_bundle, plan.Offsets.ToDictionary(offset => offset.Key, offset => (long)offset.Value)),
    ];

    private static ReadOnlyMemory<byte> Flipped(ReadOnlyMemory<byte> data)
    {
        var bytes = data.ToArray();
        bytes[0] ^= 1;
        return bytes;
    }

    /// <summary>As soon as the call before lets go of the bundle.</summary>
    private async Task<AsyncDuplexStreamingCall<UploadBundleRequest, UploadBundleResponse>> BeginAsync(string id) =>
        (await Wait.UntilAsync(() => TryBeginAsync(id), upload => upload is not null))!;

    private async Task<AsyncDuplexStreamingCall<UploadBundleRequest, UploadBundleResponse>?> TryBeginAsync(string id)
    {
        var upload = Registry.UploadBundle();
        await upload.RequestStream.WriteAsync(
            new UploadBundleRequest { Manifest = new EncoderManifest { BundleId = id } });
        try
        {
            Assert.True(await upload.ResponseStream.MoveNext(default));
            return upload;
        }
        catch (RpcException error) when (error.Reason() == "BUNDLE_IN_USE")
        {
            upload.Dispose();
            return null;
        }
    }

    private static async Task SendAsync(
        AsyncDuplexStreamingCall<UploadBundleRequest, UploadBundleResponse> upload, IEnumerable<BundlePiece> pieces)
    {
        foreach (var piece in pieces)
            await upload.RequestStream.WriteAsync(new UploadBundleRequest
            {
                Chunk = new BundleChunk
                {
                    Path = piece.Path,
                    Offset = (ulong)piece.Offset,
                    Data = ByteString.CopyFrom(piece.Data.Span),
                },
            });
    }

    private static async Task<string> StoredAsync(
        AsyncDuplexStreamingCall<UploadBundleRequest, UploadBundleResponse> upload)
    {
        Assert.True(await upload.ResponseStream.MoveNext(default));
        return upload.ResponseStream.Current.Stored.BundleId;
    }
}
