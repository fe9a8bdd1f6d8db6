using System.Runtime.InteropServices;
using Kale.Native;

namespace Kale.LocalQdrant.Storage;

/// <summary>What the file system must do for a change to survive a crash.</summary>
internal static partial class Disk
{
    private const int NoSpaceLeft = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>
    /// Whether a write failed for want of room. A file that may not grow (EFBIG) is reported as an argument.
    /// </summary>
    public static bool IsFull(Exception error) => error is ArgumentOutOfRangeException
        || error is IOException { HResult: NoSpaceLeft or QuotaExceeded or WindowsDiskFull };

    public static LocalQdrantException Full(string path, Exception inner) =>
        new(LocalQdrantError.StorageFull, $"The disk of '{Path.GetDirectoryName(path)}' is full; nothing of this "
            + "request was stored and what was stored before is unharmed. Free some space on it, or delete collections "
            + "that are not needed, and send the request again", inner);

    /// <summary>Opening a pipe would wait for whoever takes its other end.</summary>
    /// <exception cref="LocalQdrantException">It is a pipe, a socket or a device.</exception>
    public static void RequireFile(string path)
    {
        if (FileKind.Oddity(path) is { } oddity)
            throw LocalQdrantException.Damaged(path, 0, $"it is {oddity} and no file");
    }

    /// <summary>Makes names added to or removed from a directory durable.</summary>
    public static void SyncDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            return; // NTFS journals names by itself and has no such call
        var descriptor = Open(directory, 0);
        if (descriptor < 0)
            throw new IOException($"Cannot open the directory '{directory}': {Marshal.GetLastPInvokeErrorMessage()}");
        var synced = Sync(descriptor);
        var message = Marshal.GetLastPInvokeErrorMessage();
        _ = Close(descriptor);
        if (synced != 0)
            throw new IOException($"Cannot make the names in '{directory}' durable: {message}");
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
            SyncDirectory(Path.GetDirectoryName(made)!);
    }

    /// <summary>
    /// Writes a whole file beside its place and moves it there: it is the old one or the new one, never half.
    /// </summary>
    /// <exception cref="LocalQdrantException">The disk is full; the old file is in place.</exception>
    public static void Replace(string path, Action<FileStream> write)
    {
        WriteAside(path, write);
        MoveIntoPlace(path);
    }

    /// <summary>The first half of <see cref="Replace"/>: the file is on disk under a temporary name.</summary>
    public static void WriteAside(string path, Action<FileStream> write)
    {
        File.Delete(Temporary(path)); // also a pipe, whose opening would wait for a reader
        try
        {
            using var stream = new FileStream(Temporary(path), FileMode.Create, FileAccess.Write, FileShare.None);
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception e) when (IsFull(e))
        {
            File.Delete(Temporary(path));
            throw Full(path, e);
        }
    }

    /// <summary>The second half of <see cref="Replace"/>.</summary>
    public static void MoveIntoPlace(string path)
    {
        File.Move(Temporary(path), path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    private static string Temporary(string path) => path + ".tmp";

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
