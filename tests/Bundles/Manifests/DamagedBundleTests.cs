using System.Text.Json.Nodes;

namespace Kale.Bundles.Tests.Manifests;

public sealed class DamagedBundleTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Bundle _bundle;

    public DamagedBundleTests()
    {
        var model = TinyEncoders.Dual(dims: 4);
        _bundle = WrittenBundles.Write(
            _directory.Path,
            model,
            "tiny",
            WrittenBundles.Probes(model).ToFile(),
            new BundleFile("onnx/model.onnx", stream => stream.Write(new byte[300])));
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Open_OneByteFlippedInAnyFile_IsRefusedNamingTheFile()
    {
        var random = new Random(1);
        foreach (var file in Directory.GetFiles(_bundle.Directory, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            foreach (var at in new[] { 0, bytes.Length - 1 }
                .Concat(Enumerable.Range(0, 8).Select(_ => random.Next(bytes.Length))))
            {
                var flipped = (byte[])bytes.Clone();
                flipped[at] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(file, flipped);

                var error = Assert.Throws<BundleException>(() => Bundle.Open(_bundle.Directory));
                Assert.Contains(file, error.Message);
            }

            File.WriteAllBytes(file, bytes);
        }

        Assert.Equal(_bundle.Id, Bundle.Open(_bundle.Directory).Id);
    }

    [Fact]
    public void Open_AnyFileMissing_IsRefusedNamingTheFile()
    {
        foreach (var file in Directory.GetFiles(_bundle.Directory, "*", SearchOption.AllDirectories))
        {
            File.Move(file, _directory["away"]);
            var error = Assert.Throws<BundleException>(() => Bundle.Open(_bundle.Directory));
            File.Move(_directory["away"], file);

            Assert.Contains(error.Code, new[] { BundleError.Missing, BundleError.NotFound });
            Assert.Contains(Path.GetFileName(file), error.Message);
        }
    }

    [Fact]
    public void Open_AnyFileTruncated_IsRefusedNamingTheFile()
    {
        foreach (var file in Directory.GetFiles(_bundle.Directory, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
            var error = Assert.Throws<BundleException>(() => Bundle.Open(_bundle.Directory));
            File.WriteAllBytes(file, bytes);

            Assert.Equal(BundleError.Corrupt, error.Code);
            Assert.Contains(file, error.Message);
        }
    }

    [Fact]
    public void Open_UnlistedFile_IsRefusedNamingIt()
    {
        File.WriteAllText(Path.Combine(_bundle.Directory, "model.safetensors.index.json"), "{}");

        var error = Assert.Throws<BundleException>(() => Bundle.Open(_bundle.Directory));

        Assert.Equal(BundleError.Corrupt, error.Code);
        Assert.Contains("model.safetensors.index.json", error.Message);
        Assert.Contains("remove it", error.Message);
    }

    [Fact]
    public void Open_HiddenFile_IsLeftAlone()
    {
        File.WriteAllText(Path.Combine(_bundle.Directory, ".DS_Store"), "x");

        Assert.Equal(_bundle.Id, Bundle.Open(_bundle.Directory).Id);
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("/etc/passwd")]
    [InlineData("onnx/../../escape")]
    [InlineData("a\\..\\b")]
    [InlineData("C:evil")]
    [InlineData("kale.json")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a\u0000b")]
    [InlineData("")]
    public void Open_ManifestThatLeadsOut_IsRefused(string path)
    {
        Rewrite(json => json["files"]![path] = JsonNode.Parse("""{"sha256":"00","size":1}"""));

        var error = Assert.Throws<BundleException>(() => Bundle.Open(_bundle.Directory));

        Assert.Equal(BundleError.Corrupt, error.Code);
        Assert.Contains($"'{path}' is no path inside the bundle", error.Message);
    }

    [Fact]
    public void Open_NewerFormat_IsRefused()
    {
        Rewrite(json => json["format_version"] = 2);

        Refused(BundleError.Unsupported, "format is 2");
    }

    [Fact]
    public void Open_SpaceIdOfAnotherSpace_IsRefused()
    {
        Rewrite(json => json["space_id"] = "space-00000000000000000000000000000000");

        Refused(BundleError.SpaceMismatch, "space-00000000000000000000000000000000", _bundle.Manifest.SpaceId);
    }

    [Fact]
    public void Open_ManifestWithoutAField_IsRefused()
    {
        Rewrite(json => json.Remove("max_tokens"));

        Refused(BundleError.Corrupt, "max_tokens");
    }

    [Fact]
    public void Open_NoManifest_SaysThatItIsNoBundle()
    {
        var error = Assert.Throws<BundleException>(() => Bundle.Open(_directory.Path));

        Assert.Equal(BundleError.NotFound, error.Code);
        Assert.Contains("kale import", error.Message);
    }

    [Fact]
    public void Open_NoDirectory_SaysSo()
    {
        var error = Assert.Throws<BundleException>(() => Bundle.Open(_directory["none"]));

        Assert.Equal(BundleError.NotFound, error.Code);
    }

    [Fact]
    public void LoadModel_ManifestOfAnotherEncoder_IsRefused()
    {
        Rewrite(json => json["fingerprint"] = new string('0', 64));

        var error = Assert.Throws<BundleException>(() => Bundle.Open(_bundle.Directory).LoadModel());

        Assert.Equal(BundleError.Corrupt, error.Code);
    }

    // A manifest that was changed on purpose: its id is made anew.
    private void Rewrite(Action<JsonObject> change)
    {
        var path = Path.Combine(_bundle.Directory, BundleManifest.FileName);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(json);
        json["id"] = ManifestFile.IdOf(json);
        File.WriteAllText(path, json.ToJsonString());
    }

    private void Refused(BundleError code, params string[] named)
    {
        var error = Assert.Throws<BundleException>(() => Bundle.Open(_bundle.Directory));
        Assert.Equal(code, error.Code);
        Assert.Contains("kale.json", error.Message);
        Assert.All(named, name => Assert.Contains(name, error.Message));
    }
}
