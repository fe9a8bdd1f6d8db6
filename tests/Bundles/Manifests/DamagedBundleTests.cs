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

        Assert.Equal(BundleError.Invalid, error.Code);
        Assert.Contains($"'{path}' is no path inside the bundle", error.Message);
    }

    [Fact]
    public void Open_AnotherProvenance_BreaksTheSeal()
    {
        var path = Path.Combine(_bundle.Directory, BundleManifest.FileName);
        File.WriteAllText(path, File.ReadAllText(path).Replace("made up", "made better"));

        Refused(BundleError.Corrupt, "seal");
    }

    [Fact]
    public void Open_FirstFormat_IsHeldToItsOwnRule()
    {
        var first = Path.Combine(_directory.Path, "first");
        Directory.Move(_bundle.Directory, first);
        var path = Path.Combine(first, BundleManifest.FileName);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        json["format_version"] = 1;
        json.Remove("seal");
        json["id"] = ManifestFile.IdOf(json);
        File.WriteAllText(path, json.ToJsonString());

        var opened = Bundle.Open(first);
        Assert.Equal(1, opened.Manifest.FormatVersion);
        Assert.Equal(opened.Id, opened.Manifest.WithId().Id);
        Assert.DoesNotContain("seal", opened.Manifest.ToJson());

        File.WriteAllText(path, File.ReadAllText(path).Replace("made up", "made better"));
        Assert.Equal(BundleError.Corrupt, Assert.Throws<BundleException>(() => Bundle.Open(first)).Code);
    }

    [Fact]
    public void Open_NewerFormat_IsRefused()
    {
        Rewrite(json => json["format_version"] = 3);

        Refused(BundleError.Unsupported, "format is 3");
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

    [Theory]
    [InlineData("normalize", "false")]
    [InlineData("pooling", "\"cls\"")]
    [InlineData("metric", "\"dot\"")]
    [InlineData("max_tokens", "7")]
    [InlineData("layers", "9")]
    [InlineData("layers_kept", "[0]")]
    [InlineData("prompts", "{\"query\":\"ask: \",\"document\":\"\"}")]
    public void LoadModel_ManifestThatSaysWhatItsFilesDoNot_IsRefusedNamingIt(string key, string value)
    {
        Rewrite(json => json[key] = JsonNode.Parse(value));

        var error = Assert.Throws<BundleException>(() => Bundle.Open(_bundle.Directory).LoadModel());

        Assert.Equal(BundleError.Corrupt, error.Code);
        Assert.Contains($"do not: {key}.", error.Message);
    }

    // A manifest that was changed on purpose: its id and its seal are made anew.
    private void Rewrite(Action<JsonObject> change)
    {
        var path = Path.Combine(_bundle.Directory, BundleManifest.FileName);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(json);
        json["id"] = ManifestFile.IdOf(json);
        json["seal"] = ManifestFile.SealOf(json);
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
