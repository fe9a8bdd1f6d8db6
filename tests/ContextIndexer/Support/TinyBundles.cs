using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.Encoding;

namespace Kale.ContextIndexer.Tests.Support;

/// <summary>
/// A store with encoders of a few thousand random weights, published as real ones are. Words are spelled out.
/// </summary>
internal sealed class TinyBundles : IDisposable
{
    public const int MaxTokens = 32;

    private static readonly string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly TokenizerModel Tokenizer = new(
        new Vocabulary(
        [
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ",", "!", "-",
            .. Letters.Select(letter => $"{letter}"), .. Letters.Select(letter => $"##{letter}"),
        ]),
        new TokenizerSettings());

    private static readonly EncoderConfig Config = new()
    {
        VocabSize = 100,
        HiddenSize = 12,
        Layers = 2,
        Heads = 3,
        IntermediateSize = 20,
        MaxPositions = MaxTokens,
        LayerNormEpsilon = 1e-6,
    };

    private static readonly PublishOptions Published =
        new() { Provenance = new Provenance { Source = "random", Created = DateTimeOffset.UnixEpoch } };

    public BundleStore Store { get; } = new(Directory.CreateTempSubdirectory("kale-indexer-bundles-").FullName);

    /// <summary>An encoder for both sides, of a space of its own.</summary>
    public Bundle Publish(string name, int seed = 1) =>
        BundlePublisher.Publish(Model(seed), null, Store, name, Published);

    /// <summary>An encoder for queries only.</summary>
    public Bundle PublishStudent(Bundle teacher, string name) => BundlePublisher.Publish(
        Model(seed: 9), teacher.Manifest.Space, Store, name,
        Published with { ReferenceProbes = teacher.Probes, MinCosine = -0.99 });

    public void Dispose() => Directory.Delete(Store.Directory, recursive: true);

    private static EncoderModel Model(int seed) => RandomEncoder.Dual(Config, Tokenizer, seed);
}
