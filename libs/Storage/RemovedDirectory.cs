namespace Kale.Storage;

/// <summary>Directories leave in two steps, so that none is ever seen half gone: renamed, then deleted.</summary>
public static class RemovedDirectory
{
    private const string Prefix = ".removed-";

    /// <summary>Removes it with all that is in it; nobody finds it from the first moment on.</summary>
    public static void Remove(string path)
    {
        var parent = Path.GetDirectoryName(path)!;
        var removed = Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N"));
        Directory.Move(path, removed);
        Posix.SyncDirectory(parent);
        Delete(removed);
    }

    /// <summary>Deletes what a process that died had renamed only.</summary>
    public static void Finish(string parent)
    {
        foreach (var path in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            Delete(path);
        }
    }

    /// <summary>Deletes it if it is there.</summary>
    public static void Delete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process deleted it in the meantime.
        }
    }
}
