namespace Kale.Bundles;

/// <summary>
/// Where the pieces of one bundle lie until it is whole: a directory and a lock beside it, held by one receiver.
/// </summary>
internal sealed class IncomingDirectory : IDisposable
{
    private const string Prefix = ".incoming-";
    private const string LockSuffix = ".lock";
    private static readonly TimeSpan s_forgottenAfter = TimeSpan.FromDays(1);
    private readonly FileStream _lock;

    private IncomingDirectory(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    public static IncomingDirectory Open(string store, string id)
    {
        RemoveForgotten(store);
        var path = System.IO.Path.Combine(store, Prefix + id);
        var held = TryLock(path) ?? throw new BundleException(
            BundleError.InUse, $"{id} is being received already; try again in a moment.");
        Directory.CreateDirectory(path);
        return new IncomingDirectory(path, held);
    }

    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    public long LengthOf(string file) => File.Exists(PathOf(file)) ? new FileInfo(PathOf(file)).Length : 0;

    public void Append(string file, ReadOnlySpan<byte> data)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(PathOf(file))!);
            using var handle = File.OpenHandle(PathOf(file), FileMode.OpenOrCreate, FileAccess.Write);
            RandomAccess.Write(handle, data, LengthOf(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(
                BundleError.NotWritable,
                $"{PathOf(file)}: cannot be written: {error.Message} "
                    + "Make room or give access, and send the rest again.",
                error);
        }
    }

    public void Replace(string file, ReadOnlySpan<byte> data)
    {
        Remove(file);
        Append(file, data);
    }

    public void Remove(string file) => File.Delete(PathOf(file));

    /// <summary>Makes a file that has no bytes, and brings the others' to the disk.</summary>
    public void Finish(string file)
    {
        Append(file, []);
        using var handle = File.OpenHandle(PathOf(file), FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Renames to the destination, unless the same bundle came there by another way.</summary>
    public bool Publish(string destination)
    {
        foreach (var directory in Directory.EnumerateDirectories(Path, "*", SearchOption.AllDirectories).Append(Path))
        {
            Posix.SyncDirectory(directory);
        }

        if (Directory.Exists(destination))
        {
            RemovedDirectory.Delete(Path);
            return false;
        }

        Directory.Move(Path, destination);
        Posix.SyncDirectory(System.IO.Path.GetDirectoryName(destination)!);
        return true;
    }

    public void Dispose()
    {
        File.Delete(_lock.Name);
        _lock.Dispose();
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path + LockSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path + LockSuffix))
        {
            return null;
        }
    }

    // Nobody came back with the rest.
    private static void RemoveForgotten(string store)
    {
        foreach (var path in Directory.EnumerateDirectories(store, Prefix + "*").Where(IsForgotten))
        {
            using var held = TryLock(path);
            if (held is null) { continue; }
            RemovedDirectory.Delete(path);
            File.Delete(held.Name);
        }
    }

    private static bool IsForgotten(string path) =>
        TimeProvider.System.GetUtcNow() - Directory.GetLastWriteTimeUtc(path) > s_forgottenAfter;
}
