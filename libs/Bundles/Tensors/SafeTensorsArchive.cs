using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>The tensors of one safetensors file, or of the shards that a model.safetensors.index.json lists.</summary>
internal sealed class SafeTensorsArchive : IDisposable
{
    private readonly List<SafeTensorsFile> _files = [];
    private readonly Dictionary<string, SafeTensorsFile> _fileOf = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    private SafeTensorsArchive(string path) => Path = path;

    public string Path { get; }

    public IReadOnlyList<string> Names => _names;

    public static SafeTensorsArchive Open(string path)
    {
        var archive = new SafeTensorsArchive(path);
        try
        {
            if (path.EndsWith(".index.json", StringComparison.Ordinal))
            {
                archive.AddShards(JsonFile.Read(path));
            }
            else
            {
                archive.AddFile(path);
            }

            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    public bool Has(string name) => _fileOf.ContainsKey(name);

    public Tensor Read(string name) => _fileOf[name].Read(name);

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private void AddFile(string path)
    {
        var file = SafeTensorsFile.Open(path);
        _files.Add(file);
        foreach (var name in file.Names)
        {
            if (!_fileOf.TryAdd(name, file))
            {
                throw new BundleException(
                    BundleError.Corrupt, $"{Path}: tensor '{name}' is both in {_fileOf[name].Path} and in {path}.");
            }

            _names.Add(name);
        }
    }

    private void AddShards(JsonFile index)
    {
        var directory = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(index.Path))!;
        var map = index.Get<JsonObject>("weight_map").ToDictionary(m => m.Key, m => ShardOf(index, m.Key, m.Value));
        foreach (var shard in map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            AddFile(System.IO.Path.Combine(directory, shard));
        }

        foreach (var (name, shard) in map)
        {
            if (!Has(name))
            {
                throw new BundleException(
                    BundleError.Missing, $"{index.Path}: tensor '{name}' is said to be in {shard}, "
                        + "which does not have it.");
            }
        }
    }

    private static string ShardOf(JsonFile index, string name, JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var file) && RelativePath.IsFileName(file)
            ? file
            : throw new BundleException(
                BundleError.Corrupt,
                $"{index.Path}: the shard of tensor '{name}' is {node?.ToJsonString() ?? "null"}; "
                    + "the name of a file beside is expected.");
}
