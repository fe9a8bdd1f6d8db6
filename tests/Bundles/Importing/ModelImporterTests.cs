namespace Kale.Bundles.Tests.Importing;

public sealed class ModelImporterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Import_Bundle_IsAHuggingFaceDirectory()
    {
        var model = TinyEncoders.Dual();

        ModelAssert.Equal(model, ModelImporter.Import(WrittenBundles.Write(_directory.Path, model).Directory));
    }

    [Fact]
    public void Import_DirectoryWithoutAModel_SaysWhatIsExpected()
    {
        var error = Assert.Throws<BundleException>(() => ModelImporter.Import(_directory.Path));

        Assert.Equal(BundleError.Unsupported, error.Code);
        Assert.Contains("config.json", error.Message);
        Assert.Contains("model.json", error.Message);
    }

    [Fact]
    public void Import_NoDirectory_SaysSo()
    {
        var error = Assert.Throws<BundleException>(() => ModelImporter.Import(_directory["none"]));

        Assert.Equal(BundleError.NotFound, error.Code);
    }
}
