using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>A JSON object read from a file; every complaint names the file and the key.</summary>
internal sealed class JsonFile
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    private JsonFile(string path, JsonObject root) => (Path, Root) = (path, root);

    public string Path { get; }

    public JsonObject Root { get; }

    public static JsonFile Read(string path) => Parse(path, FileAccessor.ReadAllBytes(path));

    public static JsonFile? ReadIfExists(string path) => File.Exists(path) ? Read(path) : null;

    public static JsonFile Parse(string path, ReadOnlySpan<byte> utf8) => Of(path, ParseNode(path, utf8));

    public static JsonFile Of(string path, JsonNode? node) => new(path, node as JsonObject
        ?? throw new BundleException(BundleError.Corrupt, $"{path}: a JSON object is expected."));

    public static JsonNode? ParseNode(string path, ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonNode.Parse(utf8, documentOptions: Strict);
        }
        catch (JsonException e)
        {
            throw new BundleException(BundleError.Corrupt, $"{path}: not valid JSON: {e.Message}", e);
        }
    }

    public T Get<T>(string key) => TryGet<T>(key, out var value)
        ? value
        : throw new BundleException(BundleError.Missing, $"{Path}: '{key}' is missing; add it.");

    public T Get<T>(string key, T otherwise) => TryGet<T>(key, out var value) ? value : otherwise;

    /// <summary>An object within this one; complaints then name both.</summary>
    public JsonFile Part(string key) => new($"{Path} ({key})", Get<JsonObject>(key));

    public bool Has(string key) => Root[key] is not null;

    /// <summary>Whole numbers, none negative: a shape.</summary>
    public int[] IntList(string key)
    {
        var list = Get<JsonArray>(key);
        var numbers = list.Select(item => item is JsonValue v && v.TryGetValue<int>(out var n) ? n : -1).ToArray();
        return numbers.All(n => n >= 0) ? numbers : throw new BundleException(
            BundleError.Corrupt, $"{Path}: '{key}' is {list.ToJsonString()}; a list of whole numbers is expected.");
    }

    /// <summary>False where the key is absent or null.</summary>
    public bool TryGet<T>(string key, out T value)
    {
        value = default!;
        if (Root[key] is not { } node)
        {
            return false;
        }

        try
        {
            value = node is JsonValue v ? v.GetValue<T>() : node is T asked ? asked : throw new FormatException();
            return true;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or OverflowException)
        {
            throw new BundleException(
                BundleError.Corrupt, $"{Path}: '{key}' is {node.ToJsonString()}; {Wanted<T>()} is expected.", e);
        }
    }

    private static string Wanted<T>() => typeof(T) switch
    {
        var t when t == typeof(int) => "a whole number",
        var t when t == typeof(double) => "a number",
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(string) => "a string",
        var t when t == typeof(JsonArray) => "a list",
        _ => "an object",
    };
}
