using Microsoft.Win32.SafeHandles;

namespace Kale.Bundles;

/// <summary>Changes files so that a crash at any moment leaves the old or the new content, never a mixture.</summary>
public static class DurableFile
{
    private const int FileTooLarge = 27; // EFBIG

    /// <summary>Replaces the file whole, or makes it; on disk when it returns.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.new");
        PlainFile.MakeWay(temporary);
        using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            Write(file, content, 0);
        }

        File.Move(temporary, path, overwrite: true);
        Posix.SyncDirectory(directory);
    }

    /// <summary>Appends to the file, or makes it; on disk when it returns.</summary>
    public static void Append(string path, ReadOnlySpan<byte> content)
    {
        using var file = Open(path);
        Write(file, content, RandomAccess.GetLength(file));
    }

    /// <summary>Opens a file to write to, or makes an empty one, whose name is on disk when this returns.</summary>
    /// <exception cref="IOException">It is a pipe or the like, or cannot be opened.</exception>
    public static SafeFileHandle Open(string path)
    {
        PlainFile.Require(path);
        if (!File.Exists(path))
        {
            File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read).Dispose();
            Posix.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }

        return File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Writes at a place of an open file; on disk when it returns.</summary>
    /// <exception cref="IOException">There is no room, on the disk or below the limit on the size of files.</exception>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> content, long offset)
    {
        try
        {
            RandomAccess.Write(file, content, offset);
        }
        catch (ArgumentOutOfRangeException e) when (offset >= 0)
        {
            // What the runtime makes of a file that may not grow.
            throw new IOException(e.Message, FileTooLarge);
        }

        RandomAccess.FlushToDisk(file);
    }

    /// <summary>
    /// Makes a directory, with those above it, if need be: what is in it is not lost with its name when the power goes.
    /// </summary>
    public static void MakeDirectory(string path)
    {
        var missing = new List<string>();
        for (var each = Path.GetFullPath(path); !Directory.Exists(each); each = Path.GetDirectoryName(each)!)
            missing.Add(each);
        Directory.CreateDirectory(path);
        foreach (var made in missing)
            Posix.SyncDirectory(Path.GetDirectoryName(made)!);
    }

    /// <summary>Makes the names in a directory as durable as the files themselves.</summary>
    public static void SyncDirectory(string path) => Posix.SyncDirectory(path);

    /// <summary>
    /// Waits until no other process or thread holds the lock; disposing releases it. The file is made if need be.
    /// </summary>
    public static IDisposable Lock(string path)
    {
        PlainFile.Require(path);
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
