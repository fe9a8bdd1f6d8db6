namespace Kale.Bundles.Tests.Manifests;

public sealed class BundleWriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Write_DiskFull_LeavesNothingAndSaysSo()
    {
        var full = new BundleFile("onnx/model.onnx", stream =>
        {
            stream.Write(new byte[100]);
            throw new IOException("No space left on device.");
        });

        var error = Refused(BundleError.NotWritable, () => WrittenBundles.Write(_directory.Path, extra: full));

        Assert.Contains("No space left on device", error.Message);
        Assert.Contains(_directory.Path, error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Write_ParentIsAFile_SaysSo()
    {
        _directory.Write("file", "");

        Refused(BundleError.NotWritable, () => WrittenBundles.Write(_directory["file"]));
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("/out")]
    [InlineData("kale.json")]
    [InlineData("config.json")]
    [InlineData("CONFIG.json")]
    [InlineData("")]
    public void Write_ExtraFileThatCannotBe_IsRefused(string path)
    {
        Refused(BundleError.Invalid, () => WrittenBundles.Write(_directory.Path, extra: BundleFile.OfText(path, "x")));

        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("bundle-1")]
    [InlineData("two words")]
    [InlineData("line\n")]
    public void Write_NameThatCannotBe_IsRefused(string name) =>
        Refused(BundleError.Invalid, () => WrittenBundles.Write(_directory.Path, name: name));

    [Fact]
    public void Write_IncompleteModel_IsRefusedByName()
    {
        var model = TinyEncoders.Dual();
        var broken = model with { Weights = model.Weights.Without("embeddings.LayerNorm.bias") };

        var error = Refused(BundleError.Missing, () => BundleWriter.Write(
            _directory.Path,
            "x",
            broken,
            SpaceDefinition.Symmetric(model),
            WrittenBundles.BothRoles,
            WrittenBundles.Provenance,
            []));

        Assert.Contains("embeddings.LayerNorm.bias", error.Message);
    }

    [Fact]
    public void Write_SpaceOfOtherDims_IsRefused()
    {
        var space = SpaceDefinition.Symmetric(TinyEncoders.Dual(dims: 4));

        Refused(BundleError.SpaceMismatch, () => Write(TinyEncoders.Dual(), space, EncoderRole.Query));
    }

    [Fact]
    public void Write_AnotherEncoderForTheContextRole_IsRefused()
    {
        var space = SpaceDefinition.Symmetric(TinyEncoders.Dual(seed: 1));

        Refused(BundleError.SpaceMismatch, () => Write(TinyEncoders.Dual(seed: 2), space, EncoderRole.Context));
    }

    [Fact]
    public void Write_AlignedQueryEncoder_NamesItsTeachersSpace()
    {
        var space = SpaceDefinition.Symmetric(TinyEncoders.Dual(seed: 1));

        var bundle = Write(TinyEncoders.Dual(seed: 2), space, EncoderRole.Query);

        Assert.Equal(space.Id, bundle.Manifest.SpaceId);
        Assert.Equal([EncoderRole.Query], bundle.Manifest.Roles);
    }

    [Fact]
    public void Write_DualEncoderWithoutRole_IsRefused()
    {
        var model = TinyEncoders.Dual();

        Refused(BundleError.SpaceMismatch, () => Write(model, SpaceDefinition.Symmetric(model)));
    }

    [Fact]
    public void Write_CrossEncoderWithASpace_IsRefused() => Refused(
        BundleError.SpaceMismatch, () => Write(TinyEncoders.Cross(), SpaceDefinition.Symmetric(TinyEncoders.Dual())));

    [Fact]
    public void Write_QualityThatIsNoNumber_IsRefused()
    {
        var model = TinyEncoders.Dual();
        var provenance = WrittenBundles.Provenance with
        {
            Quality = new Dictionary<string, double> { ["mrr@10"] = double.NaN },
        };

        var error = Refused(BundleError.Invalid, () => BundleWriter.Write(
            _directory.Path, "x", model, SpaceDefinition.Symmetric(model), WrittenBundles.BothRoles, provenance, []));

        Assert.Contains("mrr@10", error.Message);
    }

    private Bundle Write(EncoderModel model, SpaceDefinition space, params EncoderRole[] roles) => BundleWriter.Write(
        _directory.Path, "x", model, space, roles.ToHashSet(), WrittenBundles.Provenance, []);

    private static BundleException Refused(BundleError code, Func<Bundle> write)
    {
        var error = Assert.Throws<BundleException>(write);
        Assert.Equal(code, error.Code);
        return error;
    }
}
