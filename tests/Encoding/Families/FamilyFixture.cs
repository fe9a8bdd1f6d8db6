using System.Text.Json;
using Kale.Bundles;
using Kale.Encoding.Tests.Tokenization.Pipelines;

namespace Kale.Encoding.Tests.Families;

/// <summary>
/// A tiny encoder as transformers 4.57.6 saved it, and what its own code computes: config.json, model.safetensors and
/// outputs.json in a folder of the family's name. KALE_FAMILY_FIXTURES names another folder of such folders.
/// </summary>
internal sealed class FamilyFixture : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private FamilyFixture(string path)
    {
        foreach (var file in new[] { "config.json", "model.safetensors" })
        {
            File.Copy(System.IO.Path.Combine(path, file), _directory[file]);
        }

        Outputs = JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(path, "outputs.json"))).RootElement
            .GetProperty("batches")[0];
        _directory.Write("tokenizer.json", TokenizerFiles.Tiny().ToJsonString());
    }

    /// <summary>The batch: input_ids, lengths, last_hidden_state, mean_pooled, logits.</summary>
    public JsonElement Outputs { get; }

    public string Path => _directory.Path;

    public static string Folder =>
        Environment.GetEnvironmentVariable("KALE_FAMILY_FIXTURES") ?? Checkout.PathOf("tests/Encoding/Families");

    /// <summary>Those of families that are read here.</summary>
    public static IEnumerable<string> Names => Directory.EnumerateDirectories(Folder)
        .Where(path => EncoderFamily.All.ContainsKey(FamilyIn(path)))
        .Select(path => System.IO.Path.GetFileName(path)).Order();

    public static FamilyFixture Open(string name) => new(System.IO.Path.Combine(Folder, name));

    public EncoderModel Import() => ModelImporter.Import(Path);

    public void Dispose() => _directory.Dispose();

    private static string FamilyIn(string path) => JsonDocument.Parse(
        File.ReadAllText(System.IO.Path.Combine(path, "config.json")))
        .RootElement.GetProperty("model_type").GetString()!;
}
