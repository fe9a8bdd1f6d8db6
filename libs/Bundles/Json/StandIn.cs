namespace Kale.Bundles;

/// <summary>
/// A file that stands in for the one of its name: Git LFS leaves a pointer of some lines where it was not asked to
/// bring the content.
/// </summary>
internal static class StandIn
{
    private static ReadOnlySpan<byte> Pointer => "version https://git-lfs.github.com/spec/"u8;

    private static ReadOnlySpan<byte> OldPointer => "version https://hawser.github.com/spec/"u8;

    /// <exception cref="BundleException">It is one.</exception>
    public static void Refuse(string path)
    {
        using var handle = File.OpenHandle(path);
        Span<byte> head = stackalloc byte[64];
        head = head[..RandomAccess.Read(handle, head, 0)];
        if (head.StartsWith(Pointer) || head.StartsWith(OldPointer))
        {
            throw new BundleException(
                BundleError.Corrupt, $"{path}: is a Git LFS pointer, not the file itself. Get the content with "
                    + "'git lfs pull' in the directory that was cloned, or download the file.");
        }
    }
}
