using System.Text.Json;

namespace Kale.Bundles;

/// <summary>
/// names.json: name → bundle id. Replaced whole by a rename, so readers need no lock; writers wait for each other.
/// </summary>
internal sealed class NameTable(string directory)
{
    private readonly string _path = Path.Combine(directory, "names.json");
    private readonly string _lock = Path.Combine(directory, ".names.lock");

    public SortedDictionary<string, string> Read() => File.Exists(_path)
        ? new(ManifestJson.Read<Dictionary<string, string>>(_path, FileAccessor.ReadAllBytes(_path)), StringComparer.Ordinal)
        : new(StringComparer.Ordinal);

    /// <summary>Runs a change while no other process or thread changes the store, and writes the names if it says so.</summary>
    public void Change(Func<SortedDictionary<string, string>, bool> change)
    {
        MakeLock();
        using var held = Posix.Lock(_lock);
        var names = Read();
        if (change(names))
        {
            Write(names);
        }
    }

    private void MakeLock()
    {
        try
        {
            File.OpenHandle(_lock, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite).Dispose();
        }
        catch (IOException) when (File.Exists(_lock))
        {
            // It has been there, or another process was faster.
        }
    }

    private void Write(SortedDictionary<string, string> names)
    {
        var temporary = Path.Combine(directory, ".names.json.new");
        using (var stream = File.Create(temporary))
        {
            JsonSerializer.Serialize(stream, names, ManifestJson.Options);
            stream.WriteByte((byte)'\n');
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, _path, overwrite: true);
        Posix.SyncDirectory(directory);
    }
}
