using System.Security.Cryptography;

namespace Kale.PowerLoss.Tests.Disks;

/// <summary>
/// Files and directories by number, the root by 0. What no directory names is not there, whatever it holds.
/// </summary>
internal sealed class Contents
{
    public const int Root = 0;

    public Contents() => Directories[Root] = [];

    private Contents(Contents other)
    {
        Files = new Dictionary<int, byte[]>(other.Files);
        Directories = other.Directories.ToDictionary(
            directory => directory.Key, directory => new Dictionary<string, int>(directory.Value));
    }

    /// <summary>Bytes; an array is never changed, only replaced.</summary>
    public Dictionary<int, byte[]> Files { get; } = [];

    public Dictionary<int, Dictionary<string, int>> Directories { get; } = [];

    public Contents Copy() => new(this);

    public Contents With(IEnumerable<Change> changes)
    {
        var copy = Copy();
        foreach (var change in changes)
            change.ApplyTo(copy);
        return copy;
    }

    /// <summary>The number of what lies at a path; null: nothing.</summary>
    public int? Find(string path)
    {
        var node = Root;
        foreach (var part in path == "." ? [] : path.Split('/'))
        {
            if (!Directories.TryGetValue(node, out var entries) || !entries.TryGetValue(part, out node))
                return null;
        }

        return node;
    }

    /// <summary>Everything that has a name: directories with null, files with their bytes.</summary>
    public IEnumerable<(string Path, byte[]? Bytes)> Tree(int directory = Root, string prefix = "")
    {
        foreach (var (name, node) in Directories[directory].OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (Files.TryGetValue(node, out var bytes))
            {
                yield return (prefix + name, bytes);
                continue;
            }

            yield return (prefix + name, null);
            foreach (var below in Tree(node, $"{prefix}{name}/"))
                yield return below;
        }
    }

    public void WriteTo(string directory)
    {
        foreach (var (path, bytes) in Tree())
        {
            if (bytes is null)
                Directory.CreateDirectory(Path.Combine(directory, path));
            else
                File.WriteAllBytes(Path.Combine(directory, path), bytes);
        }
    }

    /// <summary>Equal for equal trees.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, bytes) in Tree())
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{path}\0{bytes?.Length ?? -1}\0"));
            hash.AppendData(bytes ?? []);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
