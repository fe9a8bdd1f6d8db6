using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.Encoding;

namespace Kale.QueryEncoder.Tests.Support;

/// <summary>A store with bundles of a few thousand random weights, published as real ones are.</summary>
internal sealed class TinyBundles : IDisposable
{
    private static readonly TokenizerModel s_tokenizer = new(
        new Vocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c", "##a"]), new TokenizerSettings());

    private static readonly EncoderConfig s_config = new()
    {
        VocabSize = 40,
        HiddenSize = 12,
        Layers = 2,
        Heads = 3,
        IntermediateSize = 20,
        MaxPositions = 16,
        LayerNormEpsilon = 1e-6,
    };

    public BundleStore Store { get; } = new(Directory.CreateTempSubdirectory("kale-query-encoder-").FullName);

    public Bundle Encoder(string name, int seed = 1) => Publish(Dual(seed), name);

    /// <summary>Another encoder of a bundle's space: for queries only, close enough to the reference.</summary>
    public Bundle Student(Bundle teacher, string name, int seed = 9)
    {
        var options = s_published with { ReferenceProbes = teacher.Probes, MinCosine = -0.99 };
        return BundlePublisher.Publish(Dual(seed), teacher.Manifest.Space, Store, name, options);
    }

    /// <summary>Another encoder of a bundle's space whose weights take almost a MiB.</summary>
    public Bundle Large(Bundle teacher, string name)
    {
        var options = s_published with { ReferenceProbes = teacher.Probes, MinCosine = -0.99 };
        var model = RandomEncoder.Dual(s_config with { IntermediateSize = 4000 }, s_tokenizer, seed: 4);
        return BundlePublisher.Publish(model, teacher.Manifest.Space, Store, name, options);
    }

    public Bundle CrossEncoder(string name) => Publish(RandomEncoder.Cross(s_config, s_tokenizer, seed: 3), name);

    public void Dispose() => Directory.Delete(Store.Directory, recursive: true);

    private Bundle Publish(EncoderModel model, string name) =>
        BundlePublisher.Publish(model, null, Store, name, s_published);

    private static readonly PublishOptions s_published =
        new() { Provenance = new Provenance { Source = "random", Created = DateTimeOffset.UnixEpoch } };

    private static EncoderModel Dual(int seed) => RandomEncoder.Dual(s_config, s_tokenizer, seed);
}
