using Kale.Storage;

namespace Kale.Bundles.Tests.Store;

/// <summary>A pipe that nobody writes to is refused, where reading it would wait for ever.</summary>
public sealed class PlainFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("vocab.txt")]
    [InlineData(BundleManifest.FileName)]
    public void Open_ABundleWithADeviceForAFile_IsRefused(string file)
    {
        var store = new BundleStore(_directory["store"]);
        var bundle = WrittenBundles.Write(store.Directory);
        var path = Path.Combine(bundle.Directory, file);
        File.Delete(path);
        File.CreateSymbolicLink(path, "/dev/zero");
        Assert.Contains(file, Assert.Throws<BundleException>(() => store.Find(bundle.Id)).Message);
    }

    [Fact]
    public void Open_ATextThatIsTooLargeToParse_IsRefusedWithItsSize()
    {
        var directory = Directory.CreateDirectory(_directory["large"]).FullName;
        using (var file = File.Create(Path.Combine(directory, BundleManifest.FileName)))
            file.SetLength((64 << 20) + 1);
        var error = Assert.Throws<BundleException>(() => Bundle.Open(directory));
        Assert.Contains($"{(64 << 20) + 1} bytes", error.Message);
    }

    [Fact]
    public void Receive_WithAPipeInTheWay_TakesItsPlace()
    {
        var store = new BundleStore(_directory["store"]);
        var sent = WrittenBundles.Write(_directory["elsewhere"]);
        using (var begun = IncomingBundle.Open(store, sent.Id))
            Write(begun, OutgoingBundle.Read(sent, begun.Offsets).First());
        SpecialFiles.MakePipe(Path.Combine(store.Directory, $".incoming-{sent.Id}", "vocab.txt"));

        using var incoming = IncomingBundle.Open(store, sent.Id);
        foreach (var piece in OutgoingBundle.Read(sent, incoming.Offsets)) { Write(incoming, piece); }
        Assert.Equal(sent.Id, incoming.Complete().Id);

        static void Write(IncomingBundle incoming, BundlePiece piece) =>
            incoming.Write(piece.Path, piece.Offset, piece.Data.Span);
    }

    [Theory]
    [InlineData("vocab.txt")]
    [InlineData(BundleManifest.FileName)]
    public void Open_ABundleWithAPipeForAFile_IsRefused(string file)
    {
        var store = new BundleStore(_directory["store"]);
        var bundle = WrittenBundles.Write(store.Directory);
        var path = Path.Combine(bundle.Directory, file);
        SpecialFiles.MakePipe(path);
        Assert.Contains(file, Assert.Throws<BundleException>(() => store.Find(bundle.Id)).Message);
    }

    [Fact]
    public void Names_APipe_IsRefusedAndOneInTheWayOfNewOnesIsReplaced()
    {
        var store = new BundleStore(_directory["store"]);
        var bundle = WrittenBundles.Write(store.Directory);
        SpecialFiles.MakePipe(Path.Combine(store.Directory, ".names.json.new"));
        store.SetName("named", bundle.Id);
        Assert.Equal(bundle.Id, store.Resolve("named"));

        SpecialFiles.MakePipe(Path.Combine(store.Directory, "names.json"));
        Assert.Contains("names.json' is a pipe", Assert.Throws<BundleException>(() => store.Names).Message);
        SpecialFiles.MakePipe(Path.Combine(store.Directory, ".names.lock"));
        Assert.Contains(
            "lock' is a pipe", Assert.Throws<BundleException>(() => store.SetName("named", bundle.Id)).Message);
    }
}
