using System.Text.Json;
using Kale.Storage;

namespace Kale.Bundles;

/// <summary>
/// names.json: name → bundle id. Replaced whole by a rename, so readers need no lock; writers wait for each other.
/// </summary>
internal sealed class NameTable(string directory)
{
    private readonly string _path = Path.Combine(directory, "names.json");
    private readonly string _lock = Path.Combine(directory, ".names.lock");

    public SortedDictionary<string, string> Read() => new(
        File.Exists(_path)
            ? ManifestJson.Read<Dictionary<string, string>>(_path, FileAccessor.ReadAllBytes(_path))
            : [],
        StringComparer.Ordinal);

    /// <summary>
    /// Runs a change while no other process or thread changes the store, and writes the names if it says so.
    /// </summary>
    public void Change(Func<SortedDictionary<string, string>, bool> change)
    {
        using var held = FileLock.Wait(_lock);
        var names = Read();
        if (change(names))
        {
            byte[] json = [.. JsonSerializer.SerializeToUtf8Bytes(names, ManifestJson.Options), (byte)'\n'];
            DurableFile.Replace(_path, json);
        }
    }
}
