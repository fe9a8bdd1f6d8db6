using Kale.Bundles;
using Kale.Encoding;

namespace Kale.Trainer.Tests.Support;

/// <summary>Encoders of random weights over letters and digits, as bundles of a test's store.</summary>
internal static class TinyBundles
{
    private static readonly string[] s_words =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]",
        .. "abcdefghijklmnopqrstuvwxyz0123456789.,#-".Select(c => $"{c}"),
        .. "abcdefghijklmnopqrstuvwxyz0123456789".Select(c => $"##{c}"),
    ];

    public static EncoderModel Dual(int seed = 1, int layers = 2, int width = 32) =>
        Model(seed, Config(layers, width), EncoderTensors.Backbone(Config(layers, width)));

    public static EncoderModel Cross(int seed = 1, int layers = 2)
    {
        var config = Config(layers) with { Labels = 1 };
        var tensors = EncoderTensors.Backbone(config).Concat(EncoderTensors.Classifier(config));
        return Model(seed, config, tensors) with { Kind = BundleKind.CrossEncoder, Normalize = false };
    }

    /// <summary>An encoder whose vectors are nearly the same: one that was aligned to it.</summary>
    public static EncoderModel Near(EncoderModel model, int seed = 1)
    {
        var random = new Random(seed);
        return model with
        {
            Weights = new TensorSet(model.Weights.Tensors.Select(tensor => new Tensor(
                tensor.Name, tensor.Shape, [.. tensor.Data.Select(value => value + (0.02f * (random.NextSingle() - 0.5f)))]))),
        };
    }

    /// <summary>Publishes an encoder in the store of a test's Trainer: of its own space, or aligned to another's.</summary>
    public static Bundle Publish(this TemporaryDirectory directory, string name, EncoderModel model, Bundle? alignedTo = null) =>
        BundlePublisher.Publish(model, alignedTo?.Manifest.Space, new BundleStore(directory["bundles"]), name, new PublishOptions
        {
            Provenance = new Provenance { Source = "random weights for tests", Created = DateTimeOffset.UnixEpoch },
            ReferenceProbes = alignedTo?.Probes,
        });

    private static EncoderConfig Config(int layers, int width = 32) => new()
    {
        VocabSize = s_words.Length,
        HiddenSize = width,
        Layers = layers,
        Heads = 2,
        IntermediateSize = 64,
        MaxPositions = 128,
    };

    private static EncoderModel Model(int seed, EncoderConfig config, IEnumerable<(string Name, int[] Shape)> tensors)
    {
        var random = new Random(seed);
        return new EncoderModel
        {
            Config = config,
            Tokenizer = new TokenizerModel(new Vocabulary(s_words), new TokenizerSettings()),
            MaxTokens = 64,
            Weights = new TensorSet(tensors.Select(tensor => Uniform(tensor.Name, tensor.Shape, random))),
        };
    }

    private static Tensor Uniform(string name, int[] shape, Random random) =>
        new(name, shape, [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (random.NextSingle() * 2) - 1)]);
}
