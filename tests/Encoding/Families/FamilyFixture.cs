using System.Text.Json;
using Kale.Bundles;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Tests.Families;

/// <summary>
/// A tiny encoder as transformers 4.57.6 saved it, and what its own code computes: config.json, model.safetensors and
/// outputs.json in a folder of the family's name. KALE_FAMILY_FIXTURES names another folder of such folders. A name
/// that ends in <c>@v5</c> is the same encoder with the config.json that transformers 5 writes.
/// </summary>
internal sealed class FamilyFixture : IDisposable
{
    private const string Newer = "@v5";

    private readonly TemporaryDirectory _directory = new();

    private FamilyFixture(string path, string config)
    {
        File.Copy(System.IO.Path.Combine(path, config), _directory["config.json"]);
        File.Copy(System.IO.Path.Combine(path, "model.safetensors"), _directory["model.safetensors"]);
        Batches = [.. JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(path, "outputs.json"))).RootElement
            .GetProperty("batches").EnumerateArray()];
        // Its words are letters; of a model's own vocabulary the fixtures have nothing.
        File.Copy(Checkout.PathOf("tests/Encoding/Families/tokenizer.json"), _directory["tokenizer.json"]);
    }

    /// <summary>The batches: input_ids, lengths, last_hidden_state, mean_pooled, logits.</summary>
    public JsonElement[] Batches { get; }

    /// <summary>Of the pooled vectors that were kept.</summary>
    public PoolingMode Pooling =>
        Batches[0].TryGetProperty("last_token_pooled", out _) ? PoolingMode.Last : PoolingMode.Mean;

    public string Path => _directory.Path;

    public static string Folder =>
        Environment.GetEnvironmentVariable("KALE_FAMILY_FIXTURES") ?? Checkout.PathOf("tests/Encoding/Families");

    /// <summary>Those of families that are read here.</summary>
    public static IEnumerable<string> Names => Directory.EnumerateDirectories(Folder)
        .Where(path => EncoderFamily.All.ContainsKey(FamilyIn(path)))
        .SelectMany(path => File.Exists(System.IO.Path.Combine(path, "config.v5.json"))
            ? [path, path + Newer]
            : new[] { path })
        .Select(path => System.IO.Path.GetFileName(path)).Order();

    public static FamilyFixture Open(string name) => name.EndsWith(Newer, StringComparison.Ordinal)
        ? new(System.IO.Path.Combine(Folder, name[..^Newer.Length]), "config.v5.json")
        : new(System.IO.Path.Combine(Folder, name), "config.json");

    public EncoderModel Import() => ModelImporter.Import(Path);

    /// <summary>The rows of a batch without their padding.</summary>
    public static TokenizedText[] Texts(JsonElement batch)
    {
        var lengths = batch.GetProperty("lengths").EnumerateArray().Select(n => n.GetInt32()).ToArray();
        var left = batch.TryGetProperty("padding_side", out var side) && side.GetString() == "left";
        return [.. batch.GetProperty("input_ids").EnumerateArray().Select((row, i) => new TokenizedText(
            [.. row.EnumerateArray().Skip(left ? row.GetArrayLength() - lengths[i] : 0).Take(lengths[i])
                .Select(id => id.GetInt32())],
            lengths[i],
            SecondStart(batch, i)))];
    }

    /// <summary>All numbers of a value, row by row.</summary>
    public static float[] Numbers(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().SelectMany(Numbers)]
        : [value.GetSingle()];

    public void Dispose() => _directory.Dispose();

    private static int SecondStart(JsonElement outputs, int row)
    {
        var length = outputs.GetProperty("lengths")[row].GetInt32();
        if (!outputs.TryGetProperty("token_type_ids", out var types)) { return length; }
        var ones = types[row].EnumerateArray().Take(length).Select(type => type.GetInt32()).ToList().IndexOf(1);
        return ones < 0 ? length : ones;
    }

    private static string FamilyIn(string path) => JsonDocument.Parse(
        File.ReadAllText(System.IO.Path.Combine(path, "config.json")))
        .RootElement.GetProperty("model_type").GetString()!;
}
