namespace Kale.Corpora.Sources;

/// <summary>Where a path really leads: every symbolic link on the way followed.</summary>
public static class RealPath
{
    private const int MaxLinks = 40;

    /// <summary>Resolves an absolute path. What does not exist is taken as it is.</summary>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    public static string Of(string path)
    {
        var root = Path.GetPathRoot(path)!;
        var (resolved, links) = (root, 0);
        var pending = new Stack<string>(Parts(path[root.Length..]));
        while (pending.TryPop(out var part))
        {
            // Up from where the links led, not from where the text says.
            if (part == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? root;
                continue;
            }

            var next = Path.Combine(resolved, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > MaxLinks)
                throw new IOException($"Too many symbolic links on the way to '{path}'.");
            resolved = Path.IsPathRooted(target) ? root : resolved;
            foreach (var step in Parts(target))
                pending.Push(step);
        }

        return resolved;
    }

    /// <summary>Whether a real path is a real directory or lies below it.</summary>
    public static bool IsWithin(string path, string directory) =>
        path == directory || path.StartsWith(directory.TrimEnd('/') + '/', StringComparison.Ordinal);

    // The last first, as a stack is filled.
    private static IEnumerable<string> Parts(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").Reverse();
}
