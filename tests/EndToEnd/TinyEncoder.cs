using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.Encoding;

namespace Kale.EndToEnd.Tests;

/// <summary>
/// An encoder of random weights, small enough to load in a moment. Each seed is another space of equal dimensions.
/// </summary>
internal static class TinyEncoder
{
    private static readonly EncoderConfig Config = new()
    {
        VocabSize = RandomEncoder.Spelling.Vocabulary.Count,
        HiddenSize = 32,
        Layers = 1,
        Heads = 2,
        IntermediateSize = 64,
        MaxPositions = 128,
    };

    public static Bundle Publish(string store, string name, int seed)
    {
        var provenance = new Provenance { Source = "random weights for tests", Created = DateTimeOffset.UnixEpoch };
        return BundlePublisher.Publish(
            Model(seed), space: null, new BundleStore(store), name, new PublishOptions { Provenance = provenance });
    }

    /// <summary>One whose weights take 24 MiB, so that a forgotten one is seen in the memory of a process.</summary>
    public static EncoderModel Heavy(int seed) =>
        Model(seed, Config with { HiddenSize = 256, IntermediateSize = 12_000 });

    public static EncoderModel Model(int seed) => Model(seed, Config);

    private static EncoderModel Model(int seed, EncoderConfig config) =>
        RandomEncoder.Dual(config, RandomEncoder.Spelling, seed) with { MaxTokens = 64 };
}
