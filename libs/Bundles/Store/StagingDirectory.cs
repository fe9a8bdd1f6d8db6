using Kale.Storage;

namespace Kale.Bundles;

/// <summary>
/// A directory that is written beside its destination and appears there whole or not at all. While it is written, its
/// process holds a lock file beside it; <see cref="RemoveAbandoned"/> removes those whose process has died.
/// </summary>
internal sealed class StagingDirectory : IDisposable
{
    private const string Prefix = ".writing-";
    private const string LockSuffix = ".lock";
    private readonly FileStream _lock;

    private StagingDirectory(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    public static StagingDirectory CreateIn(string parent)
    {
        DurableFile.MakeDirectory(parent);
        var held = NewLock(parent);
        var staging = new StagingDirectory(held.Name[..^LockSuffix.Length], held);
        try
        {
            Directory.CreateDirectory(staging.Path);
            return staging;
        }
        catch
        {
            staging.Dispose();
            throw;
        }
    }

    public static void RemoveAbandoned(string parent)
    {
        var unlocked = Directory.EnumerateDirectories(parent, Prefix + "*")
            .Where(path => !File.Exists(path + LockSuffix));
        foreach (var path in unlocked)
        {
            RemovedDirectory.Delete(path);
        }

        foreach (var file in Directory.EnumerateFiles(parent, Prefix + "*" + LockSuffix))
        {
            RemoveUnlessLocked(file);
        }
    }

    /// <summary>Writes and syncs one file.</summary>
    public void Write(BundleFile file)
    {
        var path = System.IO.Path.Combine(Path, file.Path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
        file.Write(stream);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Renames to the destination. False where that exists already.</summary>
    public bool Publish(string destination)
    {
        foreach (var directory in Directory.EnumerateDirectories(Path, "*", SearchOption.AllDirectories).Append(Path))
        {
            DurableFile.SyncDirectory(directory);
        }

        try
        {
            Directory.Move(Path, destination);
        }
        catch (IOException) when (Directory.Exists(destination))
        {
            return false;
        }

        DurableFile.SyncDirectory(System.IO.Path.GetDirectoryName(destination)!);
        return true;
    }

    public void Dispose()
    {
        RemovedDirectory.Delete(Path);
        File.Delete(_lock.Name);
        _lock.Dispose();
    }

    private static FileStream NewLock(string parent)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var path = System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N") + LockSuffix);
                var held = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
                // A clean-up may have deleted it before it was locked; nobody makes another of this name.
                if (File.Exists(path))
                    return held;
                held.Dispose();
            }
            catch (IOException) when (attempt < 3)
            {
                // A clean-up took the new lock in the moment between making and locking it.
            }
        }
    }

    private static void RemoveUnlessLocked(string file)
    {
        try
        {
            using var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            RemovedDirectory.Delete(file[..^LockSuffix.Length]);
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its process lives, another one cleans up, or the disk is read-only: not ours to remove.
        }
    }
}
