namespace Kale.Storage.Tests;

/// <summary>A pipe that nobody writes to is refused, where reading it would wait for ever.</summary>
public sealed class PlainFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Require_APipe_SaysThatItIsNoFile()
    {
        SpecialFiles.MakePipe(_directory["pipe"]);
        Assert.Contains("pipe", Assert.Throws<IOException>(() => PlainFile.Require(_directory["pipe"])).Message);
        Assert.Throws<IOException>(() => PlainFile.OpenRead(_directory["pipe"]));
        PlainFile.Require(_directory.Write("file", "text"));
        PlainFile.Require(_directory["nothing"]);
    }

    [Fact]
    public void Require_ADevice_SaysThatItIsNoFile()
    {
        File.CreateSymbolicLink(_directory["device"], "/dev/zero");
        Assert.Throws<IOException>(() => PlainFile.Require(_directory["device"]));
        File.CreateSymbolicLink(_directory["link"], _directory.Write("file", "text"));
        PlainFile.Require(_directory["link"]);
    }
}
