using System.Diagnostics;

namespace Kale.Bundles.Tests.Store;

/// <summary>
/// A store that this process may only read: a read-only mount where the tests may make one, and elsewhere a directory
/// without the right to write.
/// </summary>
public sealed class ReadOnlyStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private bool _mounted;

    public void Dispose()
    {
        if (_mounted)
            Run("umount", "-l", _directory["store"]);
        else
            Run("chmod", "700", _directory["store"]);
        _directory.Dispose();
    }

    [Theory]
    [InlineData(".removed-x")]
    [InlineData(".writing-x")]
    public void Open_WithLeftoversOfAnother_ReadsWhatIsThere(string leftover)
    {
        var bundle = WrittenBundles.Write(new BundleStore(_directory["store"]).Directory);
        Directory.CreateDirectory(_directory[Path.Combine("store", leftover, "inside")]);
        MakeReadOnly();

        var store = new BundleStore(_directory["store"]);
        Assert.Equal(bundle.Id, store.Find(bundle.Id).Id);
        var refused = Assert.Throws<BundleException>(() => store.SetName("name", bundle.Id));
        Assert.Equal(BundleError.NotWritable, refused.Code);
    }

    private void MakeReadOnly()
    {
        var path = _directory["store"];
        _mounted = Run("mount", "--bind", path, path) == 0;
        if (_mounted)
            Assert.Equal(0, Run("mount", "-o", "remount,bind,ro", path));
        else
            Assert.Equal(0, Run("chmod", "500", path));
    }

    private static int Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
