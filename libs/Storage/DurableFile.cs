using Microsoft.Win32.SafeHandles;

namespace Kale.Storage;

/// <summary>Changes files so that a crash at any moment leaves the old or the new content, never a mixture.</summary>
public static class DurableFile
{
    /// <summary>What a file that is being replaced is called until it is whole.</summary>
    public const string LeftoverPattern = ".*.new";

    /// <summary>Replaces the file whole, or makes it; on disk when it returns.</summary>
    /// <exception cref="IOException">It cannot be written; the old file is in place.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var bytes = content.ToArray();
        WriteAside(path, stream => stream.Write(bytes));
        MoveIntoPlace(path);
    }

    /// <summary>The first half of a replacement: the file is on disk under a temporary name beside its place.</summary>
    /// <exception cref="IOException">There is no room, or it cannot be written; nothing is left of it.</exception>
    public static void WriteAside(string path, Action<FileStream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var temporary = Temporary(path);
        PlainFile.MakeWay(temporary);
        try
        {
            using var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None);
            Grow(() => write(stream));
            stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The second half of a replacement.</summary>
    public static void MoveIntoPlace(string path)
    {
        File.Move(Temporary(path), path, overwrite: true);
        Posix.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
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
            throw MayNotGrow(e);
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

    private static string Temporary(string path)
    {
        var full = Path.GetFullPath(path);
        return Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.new");
    }

    private static void Grow(Action write)
    {
        try
        {
            write();
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw MayNotGrow(e);
        }
    }

    // What the runtime makes of a file that may not grow.
    private static IOException MayNotGrow(ArgumentOutOfRangeException error) =>
        new(error.Message, DiskSpace.FileTooLarge);
}
