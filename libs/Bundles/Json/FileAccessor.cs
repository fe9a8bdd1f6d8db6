using Microsoft.Win32.SafeHandles;

namespace Kale.Bundles;

/// <summary>
/// Opening and reading files, with the failures that a user can act on turned into <see cref="BundleException"/>.
/// </summary>
internal static class FileAccessor
{
    public static byte[] ReadAllBytes(string path) => Guard(path, () => File.ReadAllBytes(path));

    public static string ReadAllText(string path) => Guard(path, () => File.ReadAllText(path));

    public static FileStream OpenRead(string path) => Guard(path, () => File.OpenRead(path));

    public static SafeFileHandle OpenHandle(string path) => Guard(path, () => File.OpenHandle(path));

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
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
