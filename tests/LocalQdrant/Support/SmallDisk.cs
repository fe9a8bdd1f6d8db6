namespace Kale.LocalQdrant.Tests.Support;

/// <summary>
/// A place with room for 4 MB: a tmpfs where the tests may mount one, and elsewhere a directory together with a limit
/// on the size of the files that the server's process may write.
/// </summary>
public sealed class SmallDisk : IDisposable
{
    private const int Kilobytes = 4096;
    private readonly TempDirectory _directory;
    private readonly bool _mounted;

    private SmallDisk(bool mounted, TempDirectory directory)
    {
        _mounted = mounted;
        _directory = directory;
    }

    public string Path => _directory.Path;

    /// <summary>
    /// What the server's shell must do before it starts the server. ulimit counts blocks of 512 bytes, and the runtime
    /// must not keep its code in a file, which the limit would hit first.
    /// </summary>
    public string? ShellPrefix => _mounted
        ? null
        : $"trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f {Kilobytes * 2};";

    public static async Task<SmallDisk> MakeAsync()
    {
        var directory = new TempDirectory();
        var (exitCode, _) = await Commands.RunAsync(
            "mount", "-t", "tmpfs", "-o", $"size={Kilobytes}k", "tmpfs", directory.Path);
        return new SmallDisk(exitCode == 0, directory);
    }

    public void Dispose()
    {
        if (_mounted)
            Commands.RunAsync("umount", "-l", Path).GetAwaiter().GetResult();
        _directory.Dispose();
    }
}
