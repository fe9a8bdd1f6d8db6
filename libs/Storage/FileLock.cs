namespace Kale.Storage;

/// <summary>Locks of the kernel, which lets go of them when the process ends, however it ends.</summary>
public static class FileLock
{
    /// <summary>
    /// Waits until no other process or thread holds the lock; disposing releases it. The file is made if need be.
    /// </summary>
    /// <exception cref="IOException">It is a pipe or the like, or cannot be opened.</exception>
    public static IDisposable Wait(string path)
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

    /// <summary>Takes the lock at once; disposing releases it. The file is made if need be.</summary>
    /// <exception cref="IOException">Somebody holds it, it is a pipe or the like, or cannot be opened.</exception>
    public static IDisposable Take(string path)
    {
        PlainFile.Require(path);
        return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }
}
