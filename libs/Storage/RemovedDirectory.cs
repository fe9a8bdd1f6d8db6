namespace Kale.Storage;

/// <summary>Directories leave in two steps, so that none is ever seen half gone: renamed, then deleted.</summary>
public static class RemovedDirectory
{
    private const string Prefix = ".removed-";

    /// <summary>Does both.</summary>
    public static void Remove(string path) => Delete(SetAside(path));

    /// <summary>The first: it is gone from where it was, for good, when this returns.</summary>
    /// <returns>Where it is to be deleted.</returns>
    public static string SetAside(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var parent = Path.GetDirectoryName(path)!;
        var removed = Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N"));
        Directory.Move(path, removed);
        Posix.SyncDirectory(parent);
        return removed;
    }

    /// <summary>Deletes what a process that died had renamed only.</summary>
    public static void Finish(string parent)
    {
        foreach (var path in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            Delete(path);
        }
    }

    /// <summary>The second: deletes it if it is there.</summary>
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
