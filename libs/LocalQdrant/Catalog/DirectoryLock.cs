using Kale.Storage;

namespace Kale.LocalQdrant.Catalog;

/// <summary>
/// Keeps a data directory to one process. The kernel lets go of it when the process ends, however it ends.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly IDisposable _held;

    private DirectoryLock(IDisposable held) => _held = held;

    public static DirectoryLock Take(string directory)
    {
        var path = Path.Combine(directory, "lock");
        var owner = Path.Combine(directory, "lock.owner");
        if (PlainFile.Oddity(path) is { } oddity)
            throw LocalQdrantException.Damaged(path, 0, $"it is {oddity} and no file");
        try
        {
            var held = FileLock.Take(path);
            SignOwner(owner);
            return new DirectoryLock(held);
        }
        catch (IOException e) when (File.Exists(path))
        {
            var who = File.Exists(owner) && PlainFile.Is(owner)
                ? File.ReadAllText(owner)
                : "another process";
            throw new LocalQdrantException(LocalQdrantError.DirectoryInUse,
                $"The data directory '{directory}' is in use by {who}. Stop it, or give this one another directory", e);
        }
    }

    public void Dispose() => _held.Dispose();

    private static void SignOwner(string path)
    {
        try
        {
            File.Delete(path); // also a pipe, whose opening would wait for a reader
            File.WriteAllText(path, $"process {Environment.ProcessId}");
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException || DiskSpace.IsFull(e))
        {
            // The lock holds without a name on it; a full disk must not keep the data from being read.
        }
    }
}
