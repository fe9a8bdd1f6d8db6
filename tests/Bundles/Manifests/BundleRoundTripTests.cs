namespace Kale.Bundles.Tests.Manifests;

public sealed class BundleRoundTripTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Kinds =>
        ["dual", "projected", "cls", "raw", "cross", "cross of two labels", "cut"];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_ThenOpen_GivesTheSameModelAndManifest(string kind)
    {
        var model = Make(kind);

        var written = WrittenBundles.Write(_directory.Path, model);
        var opened = Bundle.Open(_directory[written.Id]);

        Assert.Equal(written.Manifest.ToJson(), opened.Manifest.ToJson());
        Assert.Equal(opened.Id, opened.Manifest.WithId().Id);
        ModelAssert.Equal(model, opened.LoadModel());
    }

    [Fact]
    public void Write_Manifest_SaysWhatTheModelIs()
    {
        var model = TinyEncoders.Dual(dims: 4) with { LayersKept = [0, 5] };

        var manifest = WrittenBundles.Write(_directory.Path, model, "tiny-4").Manifest;

        Assert.Equal(
            ("tiny-4", BundleKind.DualEncoder, 4, 2),
            (manifest.Name, manifest.Kind, manifest.Dims, manifest.Layers));
        Assert.Equal([0, 5], manifest.LayersKept);
        Assert.Equal([EncoderRole.Query, EncoderRole.Context], manifest.Roles);
        Assert.Equal(SpaceDefinition.Symmetric(model), manifest.Space);
        Assert.Equal(SpaceDefinition.Symmetric(model).Id, manifest.SpaceId);
        Assert.Equal(model.Tokenizer.Hash, manifest.TokenizerHash);
        Assert.Equal(model.Fingerprint, manifest.Fingerprint);
        Assert.Equal(0.6491, manifest.Provenance.Quality["scifact/ndcg@10"]);
        Assert.Equal(WrittenBundles.Provenance.Created, manifest.Provenance.Created);
    }

    [Fact]
    public void Write_SameModelTwice_IsOneBundle()
    {
        var first = WrittenBundles.Write(_directory.Path);
        var second = WrittenBundles.Write(_directory.Path);

        Assert.Equal(first.Directory, second.Directory);
        Assert.Equal([first.Directory], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Write_SameModelOtherwiseDescribed_IsTheSameBundle()
    {
        var first = WrittenBundles.Write(_directory.Path, name: "first");
        var provenance = WrittenBundles.Provenance with { Created = DateTimeOffset.UnixEpoch, Source = "elsewhere" };

        var model = TinyEncoders.Dual();
        var second = BundleWriter.Write(
            _directory["other"], "second", model, SpaceDefinition.Symmetric(model), WrittenBundles.BothRoles,
            provenance, []);

        Assert.Equal(first.Id, second.Id);
        Assert.NotEqual(first.Manifest.ToJson(), second.Manifest.ToJson());
        Assert.Equal("first", WrittenBundles.Write(_directory.Path, name: "third").Manifest.Name);
    }

    [Theory]
    [InlineData("model.safetensors", true)]
    [InlineData("kale.json", true)]
    [InlineData("tokenizer.json", false)]
    public void Write_WhereTheBundleIsDamaged_ReplacesIt(string file, bool removed)
    {
        var path = Path.Combine(WrittenBundles.Write(_directory.Path).Directory, file);
        if (removed) { File.Delete(path); }
        else { File.AppendAllText(path, " "); }

        var again = WrittenBundles.Write(_directory.Path);

        Assert.Equal(again.Id, Bundle.Open(again.Directory).Id);
        Assert.Equal([again.Directory], Directory.GetDirectories(_directory.Path));
    }

    [Fact]
    public void Write_ExtraFiles_AreHashedAndFound()
    {
        var bundle = WrittenBundles.Write(
            _directory.Path, extra: new BundleFile("onnx/model.onnx", stream => stream.Write([1, 2, 3])));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(bundle.PathOf("onnx/model.onnx")));
        Assert.Equal(3, bundle.Manifest.Files["onnx/model.onnx"].Size);
        var error = Assert.Throws<BundleException>(() => bundle.PathOf("onnx/model.int8.onnx"));
        Assert.Equal(BundleError.Missing, error.Code);
        Assert.Contains("onnx/model.int8.onnx", error.Message);
    }

    [Fact]
    public void Write_Probes_AreReadBack()
    {
        var model = TinyEncoders.Dual();
        var probes = WrittenBundles.Probes(model);

        var bundle = Bundle.Open(WrittenBundles.Write(_directory.Path, model, extra: probes.ToFile()).Directory);

        Assert.Equal(probes.ToJson(), bundle.Probes!.ToJson());
        Assert.True(bundle.Probes.Verify([.. probes.Probes.Select(p => p.Own)]).Passed);
    }

    [Fact]
    public void Write_ProbesOfAnotherSpace_AreRefusedAndNothingIsLeft()
    {
        var probes = WrittenBundles.Probes(TinyEncoders.Dual(seed: 2));

        var error = Assert.Throws<BundleException>(() => WrittenBundles.Write(_directory.Path, extra: probes.ToFile()));

        Assert.Equal(BundleError.SpaceMismatch, error.Code);
        Assert.Contains(probes.SpaceId, error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    private static EncoderModel Make(string kind) => kind switch
    {
        "projected" => TinyEncoders.Dual(dims: 4),
        "cls" => TinyEncoders.Dual() with { Pooling = PoolingMode.Cls, Prompts = Prompts.None },
        "raw" => TinyEncoders.Dual() with { Normalize = false, Metric = Metric.Dot },
        "cross" => TinyEncoders.Cross(),
        "cross of two labels" => TinyEncoders.Cross(labels: 2),
        "cut" => TinyEncoders.Dual() with { LayersKept = [0, 3], Metric = Metric.Euclid },
        _ => TinyEncoders.Dual(),
    };
}
