using Kale.Storage;

using Microsoft.Win32.SafeHandles;

namespace Kale.Bundles;

/// <summary>
/// Opening and reading files, with the failures that a user can act on turned into <see cref="BundleException"/>.
/// </summary>
internal static class FileAccessor
{
    /// <summary>The largest of texts that are read whole: what is parsed takes many times as much memory.</summary>
    public const long MaxTextBytes = 64 << 20;

    public static byte[] ReadAllBytes(string path) => Guard(path, () => File.ReadAllBytes(Small(path)));

    public static FileStream OpenRead(string path) => Guard(path, () => File.OpenRead(path));

    public static SafeFileHandle OpenHandle(string path) => Guard(path, () => File.OpenHandle(path));

    private static string Small(string path) => new FileInfo(path).Length is var length && length > MaxTextBytes
        ? throw new BundleException(
            BundleError.Unsupported, $"{path}: has {length} bytes; at most {MaxTextBytes} of such a file are read.")
        : path;

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            PlainFile.Require(path);
            StandIn.Refuse(path);
            return read();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BundleException(BundleError.NotFound, $"{path}: no such file.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new BundleException(BundleError.NotFound, $"{path}: cannot be read: {e.Message}", e);
        }
    }
}
