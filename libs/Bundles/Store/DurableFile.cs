namespace Kale.Bundles;

/// <summary>Changes files so that a crash at any moment leaves the old or the new content, never a mixture.</summary>
public static class DurableFile
{
    /// <summary>Replaces the file whole, or makes it; on disk when it returns.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.new");
        using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(temporary, path, overwrite: true);
        Posix.SyncDirectory(directory);
    }

    /// <summary>Appends to the file, or makes it; on disk when it returns.</summary>
    public static void Append(string path, ReadOnlySpan<byte> content)
    {
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write);
        RandomAccess.Write(file, content, RandomAccess.GetLength(file));
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Makes the names in a directory as durable as the files themselves.</summary>
    public static void SyncDirectory(string path) => Posix.SyncDirectory(path);

    /// <summary>
    /// Waits until no other process or thread holds the lock; disposing releases it. The file is made if need be.
    /// </summary>
    public static IDisposable Lock(string path)
    {
        try
        {
            File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // It has been there, or another process was faster.
        }

        return Posix.Lock(path);
    }
}
