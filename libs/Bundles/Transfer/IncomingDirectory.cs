using Kale.Storage;

namespace Kale.Bundles;

/// <summary>
/// Where the pieces of one bundle lie until it is whole: a directory and a lock beside it, held by one receiver.
/// </summary>
internal sealed class IncomingDirectory : IDisposable
{
    private const string Prefix = ".incoming-";
    private const string LockSuffix = ".lock";

    // Held while a bundle's lock is taken or given back: who takes it must not lock a file that is being deleted.
    private const string LocksLock = ".incoming.lock";
    private static readonly TimeSpan s_forgottenAfter = TimeSpan.FromDays(1);
    private readonly FileStream _lock;
    private readonly Dictionary<string, long> _lengths = [];

    private IncomingDirectory(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    public static IncomingDirectory Open(string store, string id)
    {
        using var locks = FileLock.Wait(System.IO.Path.Combine(store, LocksLock));
        RemoveForgotten(store);
        var path = System.IO.Path.Combine(store, Prefix + id);
        var held = TryLock(path) ?? throw new BundleException(
            BundleError.InUse, $"{id} is being received already; try again in a moment.");
        try
        {
            Directory.CreateDirectory(path);
            return new IncomingDirectory(path, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    /// <summary>Looked up once: a bundle of thousands of files is asked for all of them again and again.</summary>
    public long LengthOf(string file)
    {
        if (!_lengths.TryGetValue(file, out var length))
            _lengths[file] = length = File.Exists(PathOf(file)) ? new FileInfo(PathOf(file)).Length : 0;
        return length;
    }

    public void Append(string file, ReadOnlySpan<byte> data)
    {
        var length = LengthOf(file);
        _lengths.Remove(file);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(PathOf(file))!);
            PlainFile.MakeWay(PathOf(file));
            using var handle = File.OpenHandle(PathOf(file), FileMode.OpenOrCreate, FileAccess.Write);
            RandomAccess.Write(handle, data, length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(file, error);
        }
        _lengths[file] = length + data.Length;
    }

    /// <summary>Writes a file whole: it is on the disk when this returns, or as it was.</summary>
    public void Replace(string file, byte[] data)
    {
        _lengths.Remove(file);
        try
        {
            DurableFile.Replace(PathOf(file), data);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(file, error);
        }
    }

    public void Remove(string file)
    {
        _lengths.Remove(file);
        File.Delete(PathOf(file));
    }

    /// <summary>Throws away all that arrived.</summary>
    public void Clear()
    {
        _lengths.Clear();
        RemovedDirectory.Delete(Path);
        Directory.CreateDirectory(Path);
    }

    /// <summary>Removes what was not published.</summary>
    public void RemoveRest() => RemovedDirectory.Delete(Path);

    /// <summary>Removes the directory itself, if nothing is in it.</summary>
    public void RemoveIfEmpty()
    {
        if (!Directory.EnumerateFileSystemEntries(Path).Any())
            Directory.Delete(Path);
    }

    /// <summary>Makes a file that has no bytes, and brings the others' to the disk.</summary>
    public void Finish(string file)
    {
        Append(file, []);
        using var handle = File.OpenHandle(PathOf(file), FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Renames to the destination. False where the same bundle came there by another way.</summary>
    public bool Publish(string destination)
    {
        foreach (var directory in Directory.EnumerateDirectories(Path, "*", SearchOption.AllDirectories).Append(Path))
        {
            DurableFile.SyncDirectory(directory);
        }

        if (Directory.Exists(destination))
        {
            return false;
        }

        Directory.Move(Path, destination);
        DurableFile.SyncDirectory(System.IO.Path.GetDirectoryName(destination)!);
        return true;
    }

    public void Dispose()
    {
        using var locks = FileLock.Wait(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, LocksLock));
        File.Delete(_lock.Name);
        _lock.Dispose();
    }

    private BundleException NotWritable(string file, Exception error) => new(
        BundleError.NotWritable,
        $"{PathOf(file)}: cannot be written: {error.Message} Make room or give access, and send the rest again.",
        error);

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
