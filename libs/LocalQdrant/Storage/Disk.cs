using Kale.Storage;

namespace Kale.LocalQdrant.Storage;

/// <summary>What the file system must do for a change to survive a crash.</summary>
internal static class Disk
{
    /// <summary>
    /// Whether a write failed for want of room. A file that may not grow (EFBIG) is reported as an argument.
    /// </summary>
    public static bool IsFull(Exception error) => error is ArgumentOutOfRangeException || DiskSpace.IsFull(error);

    public static LocalQdrantException Full(string path, Exception inner) =>
        new(LocalQdrantError.StorageFull, $"The disk of '{Path.GetDirectoryName(path)}' is full; nothing of this "
            + "request was stored and what was stored before is unharmed. Free some space on it, or delete collections "
            + "that are not needed, and send the request again", inner);

    /// <summary>Opening a pipe would wait for whoever takes its other end.</summary>
    /// <exception cref="LocalQdrantException">It is a pipe, a socket or a device.</exception>
    public static void RequireFile(string path)
    {
        if (PlainFile.Oddity(path) is { } oddity)
            throw LocalQdrantException.Damaged(path, 0, $"it is {oddity} and no file");
    }

    /// <summary>
    /// Writes a whole file beside its place and moves it there: it is the old one or the new one, never half.
    /// </summary>
    /// <exception cref="LocalQdrantException">The disk is full; the old file is in place.</exception>
    public static void Replace(string path, Action<FileStream> write)
    {
        WriteAside(path, write);
        DurableFile.MoveIntoPlace(path);
    }

    /// <summary>The first half of <see cref="Replace"/>: the file is on disk under a temporary name.</summary>
    public static void WriteAside(string path, Action<FileStream> write)
    {
        try
        {
            DurableFile.WriteAside(path, write);
        }
        catch (IOException e) when (IsFull(e))
        {
            throw Full(path, e);
        }
    }
}
