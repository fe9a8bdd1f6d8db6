using Kale.Bundles;
using Kale.Storage;

namespace Kale.Trainer.Jobs.Storage;

/// <summary>
/// The directory that the Trainer keeps everything in; one process at a time. <c>jobs/</c> holds a directory for each
/// job, <c>vectors/</c> what may be computed anew.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly IDisposable _lock;

    private DataDirectory(string path, IDisposable held) => (Path, _lock, Reserve) = (path, held, new Reserve(path));

    public string Path { get; }

    /// <summary>Space kept back for the last words of a job that filled the disk.</summary>
    public Reserve Reserve { get; }

    public string Jobs => System.IO.Path.Combine(Path, "jobs");

    public string Vectors => System.IO.Path.Combine(Path, "vectors");

    /// <exception cref="IOException">Another process uses the directory, or it cannot be written.</exception>
    public static DataDirectory Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            return OpenAt(full);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(
                $"The data directory '{full}' may not be written ({e.Message}) Give this process access to it, or set "
                    + $"{TrainerOptions.Section}:DataDirectory to another one.",
                e);
        }
    }

    /// <summary>A path below the directory, with slashes.</summary>
    public string Relative(string path) => System.IO.Path.GetRelativePath(Path, path).Replace('\\', '/');

    public void Dispose() => _lock.Dispose();

    private static DataDirectory OpenAt(string full)
    {
        DurableFile.MakeDirectory(full);
        var directory = new DataDirectory(full, Lock(System.IO.Path.Combine(full, "lock"), full));
        DurableFile.MakeDirectory(directory.Jobs);
        Directory.CreateDirectory(directory.Vectors);
        directory.Reserve.Fill();
        return directory;
    }

    private static IDisposable Lock(string file, string directory)
    {
        try
        {
            return FileLock.Take(file);
        }
        catch (IOException e) when (File.Exists(file) && PlainFile.Is(file))
        {
            throw new IOException(
                $"The data directory '{directory}' is in use by another process, or may not be written ({e.Message}). "
                    + $"Stop that process, or set {TrainerOptions.Section}:DataDirectory to another one.",
                e);
        }
    }
}
