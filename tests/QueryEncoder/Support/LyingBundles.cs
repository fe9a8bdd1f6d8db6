using System.Security.Cryptography;
using Kale.Bundles;

namespace Kale.QueryEncoder.Tests.Support;

/// <summary>
/// Bundles whose files were changed and whose manifest was then made to fit: every hash is right, the space's id is
/// right, and only the probes know better.
/// </summary>
internal static class LyingBundles
{
    private const string Graph = "onnx/model.onnx";

    /// <summary>Weights with noise of a share of their own spread.</summary>
    public static Bundle WithNoise(this TinyBundles bundles, Bundle honest, double share) =>
        bundles.Forge(honest, directory =>
        {
            var model = ModelImporter.Import(directory);
            var random = new Random(5);
            var noisy = new TensorSet(model.Weights.Names.Select(name => Noisy(model.Weights[name], share, random)));
            using var file = File.Create(Path.Combine(directory, "model.safetensors"));
            SafeTensors.Write(file, noisy);
        });

    /// <summary>Two words of the vocabulary have changed places.</summary>
    public static Bundle WithShuffledVocabulary(this TinyBundles bundles, Bundle honest) =>
        bundles.WithSwapped(honest, "a", "b");

    /// <summary>The tokenizer of another family: one that ends a text as this one begins it.</summary>
    public static Bundle WithOtherSpecialTokens(this TinyBundles bundles, Bundle honest) =>
        bundles.WithSwapped(honest, "[CLS]", "[SEP]");

    /// <summary>The graph that other tools open is another encoder's.</summary>
    public static Bundle WithOtherGraph(this TinyBundles bundles, Bundle honest, Bundle other) =>
        bundles.Forge(honest, directory =>
            File.Copy(other.PathOf(Graph), Path.Combine(directory, Graph), overwrite: true));

    /// <summary>The same graph as another tool writes it: other bytes.</summary>
    public static Bundle WithRewrittenGraph(this TinyBundles bundles, Bundle honest) =>
        bundles.Forge(honest, directory =>
        {
            // producer_name (2), said once more: the last one counts.
            using var file = new FileStream(Path.Combine(directory, Graph), FileMode.Append);
            file.Write([0x12, 0x01, (byte)'x']);
        });

    /// <summary>Vectors of any length, said to be of length 1; the files are as they were.</summary>
    public static Bundle WithNormalizeSaid(this TinyBundles bundles, Bundle honest, bool said) =>
        bundles.Forge(honest, _ => { }, manifest => manifest with { Normalize = said });

    private static Bundle WithSwapped(this TinyBundles bundles, Bundle honest, string one, string other) =>
        bundles.Forge(honest, directory =>
        {
            var tokenizer = ModelImporter.Import(directory).Tokenizer;
            var words = tokenizer.Vocabulary.Tokens.Select(word => word == one ? other : word == other ? one : word);
            var swapped = new TokenizerModel(new Vocabulary([.. words]), tokenizer.Settings);
            File.WriteAllText(Path.Combine(directory, "vocab.txt"), swapped.ToVocabText());
            File.WriteAllText(Path.Combine(directory, "tokenizer.json"), swapped.ToTokenizerJson());
        });

    private static Bundle Forge(
        this TinyBundles bundles, Bundle honest, Action<string> change,
        Func<BundleManifest, BundleManifest>? retell = null)
    {
        var directory = Path.Combine(bundles.Store.Directory, ".forged");
        Directory.CreateDirectory(directory);
        foreach (var file in honest.Manifest.Files.Keys)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(directory, file))!);
            File.WriteAllBytes(Path.Combine(directory, file), File.ReadAllBytes(honest.PathOf(file)));
        }

        change(directory);
        var model = ModelImporter.Import(directory);
        var manifest = honest.Manifest with
        {
            Name = "forged",
            Fingerprint = model.Fingerprint,
            TokenizerHash = model.Tokenizer.Hash,
            Files = honest.Manifest.Files.Keys.ToDictionary(
                file => file, file => EntryOf(Path.Combine(directory, file))),
        };
        manifest = (retell?.Invoke(manifest) ?? manifest).WithId();
        File.WriteAllText(Path.Combine(directory, BundleManifest.FileName), manifest.ToJson());
        Directory.Move(directory, Path.Combine(bundles.Store.Directory, manifest.Id));
        return bundles.Store.Find(manifest.Id);
    }

    private static FileEntry EntryOf(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return new FileEntry(Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
    }

    private static Tensor Noisy(Tensor tensor, double share, Random random)
    {
        var spread = Math.Sqrt(tensor.Data.Average(value => (double)value * value));
        return new Tensor(
            tensor.Name,
            tensor.Shape,
            [.. tensor.Data.Select(value => (float)(value + (share * spread * ((random.NextDouble() * 2) - 1))))]);
    }
}
