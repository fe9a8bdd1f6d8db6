using Google.Protobuf;
using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.Bundles.Tests.S3;
using Kale.Gateway.Tests.Support;
using Kale.V1;

namespace Kale.Gateway.Tests.Registry;

/// <summary>Two gateways, each with a directory of its own, and one bucket of a real S3 server.</summary>
public sealed class BucketTests(S3Server server) : IClassFixture<S3Server>, IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-bucket-").FullName;
    private readonly S3Options _options = server.NewOptions();
    private GatewayHost _first = null!;
    private GatewayHost _second = null!;
    private Bundle _bundle = null!;

    public async Task InitializeAsync()
    {
        _bundle = WrittenBundles.Write(new BundleStore(Path.Combine(_directory, "client")).Directory);
        _first = await StartAsync("first");
        _second = await StartAsync("second");
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Upload_ToOneGateway_IsListedAndSentByTheOther()
    {
        await UploadAsync(_first);
        Assert.Equal(_bundle.Id, Assert.Single(await ListAsync(_second)).BundleId);

        using var download = Client(_second).DownloadBundle(new DownloadBundleRequest { BundleId = _bundle.Id });
        using var incoming = IncomingBundle.Open(new BundleStore(Path.Combine(_directory, "other client")), _bundle.Id);
        while (await download.ResponseStream.MoveNext(default))
        {
            var chunk = download.ResponseStream.Current;
            incoming.Write(chunk.Path, (long)chunk.Offset, chunk.Data.Span);
        }

        Assert.Equal(_bundle.Manifest.ToJson(), incoming.Complete().Manifest.ToJson());
    }

    [Fact]
    public async Task Upload_OfWhatOnlyTheDirectoryHolds_ReachesTheBucket()
    {
        new BundleStore(Path.Combine(_directory, "first")).Add(_bundle.Directory);
        Assert.Empty(await ListAsync(_second));
        await UploadAsync(_first);
        Assert.Equal(_bundle.Id, Assert.Single(await ListAsync(_second)).BundleId);
    }

    [Fact]
    public async Task Upload_OfWhatIsDamagedThere_MendsIt()
    {
        var damaged = new BundleStore(Path.Combine(_directory, "first")).Add(_bundle.Directory);
        File.Delete(damaged.PathOf("model.safetensors"));
        await UploadAsync(_first);
        Assert.Equal(_bundle.Id, Bundle.Open(damaged.Directory).Id);
        Assert.Equal(_bundle.Id, Assert.Single(await ListAsync(_second)).BundleId);
    }

    [Fact]
    public async Task Upload_OfTheSameContentOtherwiseDescribed_IsTheSameBundle()
    {
        await UploadAsync(_first);
        _bundle = WrittenBundles.Write(Path.Combine(_directory, "elsewhere"), name: "of-another-name");
        await UploadAsync(_second);
        Assert.Equal("tiny", Assert.Single(await ListAsync(_first)).Name);
    }

    private Task<GatewayHost> StartAsync(string store) =>
        GatewayHost.StartAsync([("BundleStore", Path.Combine(_directory, store)), .. S3Server.SettingsOf(_options)]);

    private static EncoderRegistry.EncoderRegistryClient Client(GatewayHost gateway) => new(gateway.Channel);

    private static async Task<IReadOnlyList<EncoderManifest>> ListAsync(GatewayHost gateway) =>
        (await Client(gateway).ListBundlesAsync(new ListBundlesRequest())).Bundles;

    private async Task UploadAsync(GatewayHost gateway)
    {
        using var upload = Client(gateway).UploadBundle();
        await upload.RequestStream.WriteAsync(
            new UploadBundleRequest { Manifest = new EncoderManifest { BundleId = _bundle.Id } });
        Assert.True(await upload.ResponseStream.MoveNext(default));
        if (upload.ResponseStream.Current.Plan is { } plan)
        {
            var offsets = plan.Offsets.ToDictionary(offset => offset.Key, offset => (long)offset.Value);
            foreach (var piece in OutgoingBundle.Read(_bundle, offsets))
            {
                var chunk = new BundleChunk
                {
                    Path = piece.Path,
                    Offset = (ulong)piece.Offset,
                    Data = ByteString.CopyFrom(piece.Data.Span),
                };
                await upload.RequestStream.WriteAsync(new UploadBundleRequest { Chunk = chunk });
            }

            Assert.True(await upload.ResponseStream.MoveNext(default));
        }

        Assert.Equal(_bundle.Id, upload.ResponseStream.Current.Stored.BundleId);
    }
}
