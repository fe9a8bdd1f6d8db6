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

    /// <summary>A bundle that can be stored and not served: it has no probes.</summary>
    public static Bundle Write(string store, int seed)
    {
        var (model, roles) = (Model(seed), new HashSet<EncoderRole> { EncoderRole.Query, EncoderRole.Context });
        var provenance = new Provenance { Source = "random weights for tests", Created = DateTimeOffset.UnixEpoch };
        return BundleWriter.Write(
            store, $"written-{seed}", model, SpaceDefinition.Symmetric(model), roles, provenance, []);
    }

    /// <summary>One whose weights take 24 MiB, so that a forgotten one is seen in the memory of a process.</summary>
    public static EncoderModel Heavy(int seed) =>
        Model(seed, Config with { HiddenSize = 256, IntermediateSize = 12_000 });

    /// <summary>One of few weights and a vocabulary of 100,000 words: most of it is text that is parsed.</summary>
    public static EncoderModel OfManyWords(int seed)
    {
        var spelling = RandomEncoder.Spelling;
        var words = spelling.Vocabulary.Tokens.Concat(Enumerable.Range(0, 100_000).Select(i => $"word{i:x8}x"));
        var tokenizer = new TokenizerModel(new Vocabulary([.. words]), spelling.Settings);
        var config = Config with { VocabSize = tokenizer.Vocabulary.Count };
        return RandomEncoder.Dual(config, tokenizer, seed) with { MaxTokens = 64 };
    }

    public static EncoderModel Model(int seed) => Model(seed, Config);

    private static EncoderModel Model(int seed, EncoderConfig config) =>
        RandomEncoder.Dual(config, RandomEncoder.Spelling, seed) with { MaxTokens = 64 };
}
