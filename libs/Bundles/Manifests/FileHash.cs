using System.Security.Cryptography;

namespace Kale.Bundles;

/// <summary>Size and sha256 of a file, read as a stream.</summary>
internal static class FileHash
{
    public static FileEntry Of(string path)
    {
        using var stream = FileAccessor.OpenRead(path);
        return new FileEntry(Convert.ToHexStringLower(SHA256.HashData(stream)), stream.Length);
    }
}
