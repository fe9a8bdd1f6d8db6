using Kale.Bundles;
using Kale.Encoding;

namespace Kale.EndToEnd.Tests;

/// <summary>An encoder of random weights, small enough to load in a moment. Each seed is another space of equal dimensions.</summary>
internal static class TinyEncoder
{
    private static readonly string[] Words =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]",
        .. "abcdefghijklmnopqrstuvwxyz0123456789.,#-".Select(c => $"{c}"),
        .. "abcdefghijklmnopqrstuvwxyz0123456789".Select(c => $"##{c}"),
    ];

    private static readonly EncoderConfig Config = new()
    {
        VocabSize = Words.Length,
        HiddenSize = 32,
        Layers = 1,
        Heads = 2,
        IntermediateSize = 64,
        MaxPositions = 128,
    };

    public static Bundle Publish(string store, string name, int seed)
    {
        var provenance = new Provenance { Source = "random weights for tests", Created = DateTimeOffset.UnixEpoch };
        return BundlePublisher.Publish(Model(seed), space: null, new BundleStore(store), name, new PublishOptions { Provenance = provenance });
    }

    /// <summary>One whose weights take 24 MiB, so that a forgotten one is seen in the memory of a process.</summary>
    public static EncoderModel Heavy(int seed) => Model(seed, Config with { HiddenSize = 256, IntermediateSize = 12_000 });

    public static EncoderModel Model(int seed) => Model(seed, Config);

    private static EncoderModel Model(int seed, EncoderConfig config)
    {
        var random = new Random(seed);
        return new EncoderModel
        {
            Config = config,
            Tokenizer = new TokenizerModel(new Vocabulary(Words), new TokenizerSettings()),
            MaxTokens = 64,
            Weights = new TensorSet(EncoderTensors.Backbone(config).Select(tensor => Random(tensor.Name, tensor.Shape, random))),
        };
    }

    private static Tensor Random(string name, int[] shape, Random random) =>
        new(name, shape, [.. Enumerable.Range(0, shape.Aggregate((a, b) => a * b)).Select(_ => (random.NextSingle() * 2) - 1)]);
}
