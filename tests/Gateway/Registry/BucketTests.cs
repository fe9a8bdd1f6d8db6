using Google.Protobuf;
using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.Bundles.Tests.S3;
using Kale.Gateway.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.Gateway.Tests.Registry;

/// <summary>Two gateways, each with a directory of its own, and one bucket of a real S3 server.</summary>
public sealed class BucketTests(S3Server server) : IClassFixture<S3Server>, IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-bucket-").FullName;
    private readonly S3Options _options = server.NewOptions();
    private Shelf _shelf = null!;
    private GatewayHost _first = null!;
    private GatewayHost _second = null!;
    private Bundle _bundle = null!;

    public async Task InitializeAsync()
    {
        _bundle = WrittenBundles.Write(new BundleStore(Path.Combine(_directory, "client")).Directory);
        _shelf = await Shelf.StartAsync();
        _first = await StartAsync("first");
        _second = await StartAsync("second");
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _shelf.DisposeAsync();
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

    [Fact]
    public async Task Delete_ByTheGatewayThatHasItToo_LeavesItNowhere()
    {
        await UploadAsync(_first);
        await DeleteAsync(_first);
        Assert.Empty(server.Keys(_options.Prefix));
        Assert.Empty(await ListAsync(_first));
        Assert.Empty(await ListAsync(_second));
    }

    [Fact]
    public async Task Delete_OfWhatOnlyTheBucketHolds_RemovesIt()
    {
        await UploadAsync(_first);
        Assert.Equal(_bundle.Manifest.Files.Values.Sum(file => file.Size), (long)(await DeleteAsync(_second)).Bytes);
        Assert.Empty(server.Keys(_options.Prefix));
    }

    /// <summary>As a gateway that is killed in the middle leaves it: the manifest is the first to go.</summary>
    [Fact]
    public async Task Delete_ThatWasCutShort_IsEndedWhenItIsRepeated()
    {
        await UploadAsync(_first);
        File.Delete(server.FileOf(_options.Prefix, BundleManifest.FileName));
        Assert.Empty(await ListAsync(_second));
        Assert.NotEmpty(server.Keys(_options.Prefix));

        await DeleteAsync(_second);

        Assert.Empty(server.Keys(_options.Prefix));
        var again = await RichErrors.FailsAsync(Client(_second).DeleteBundleAsync(Request));
        Assert.Equal("BUNDLE_NOT_FOUND", again.Reason());
    }

    [Fact]
    public async Task List_WithStandings_SaysSinceWhenItIsInTheBucket()
    {
        await UploadAsync(_first);
        var list = await Client(_second).ListBundlesAsync(new ListBundlesRequest { WithStandings = true });
        Assert.InRange(
            Assert.Single(list.Standings).Stored.ToDateTime(),
            DateTime.UtcNow.AddHours(-1),
            DateTime.UtcNow.AddHours(1));
    }

    private DeleteBundleRequest Request => new() { BundleId = _bundle.Id };

    private Task<GatewayHost> StartAsync(string store) => GatewayHost.StartAsync(
    [
        ("BundleStore", Path.Combine(_directory, store)), ("Qdrant:Address", _shelf.Address),
        .. S3Server.SettingsOf(_options),
    ]);

    private async Task<DeleteBundleResponse> DeleteAsync(GatewayHost gateway) =>
        await Client(gateway).DeleteBundleAsync(Request);

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
