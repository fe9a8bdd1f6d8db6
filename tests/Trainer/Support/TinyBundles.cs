using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.Encoding;

namespace Kale.Trainer.Tests.Support;

/// <summary>Encoders of random weights over letters and digits, as bundles of a test's store.</summary>
internal static class TinyBundles
{
    private const int MaxTokens = 64;

    public static EncoderModel Dual(int seed = 1, int layers = 2, int width = 32) =>
        RandomEncoder.Dual(Config(layers, width), RandomEncoder.Spelling, seed) with { MaxTokens = MaxTokens };

    public static EncoderModel Cross(int seed = 1, int layers = 2) =>
        RandomEncoder.Cross(Config(layers), RandomEncoder.Spelling, seed) with { MaxTokens = MaxTokens };

    /// <summary>An encoder whose vectors are nearly the same: one that was aligned to it.</summary>
    public static EncoderModel Near(EncoderModel model, int seed = 1)
    {
        var random = new Random(seed);
        return model with
        {
            Weights = new TensorSet(model.Weights.Tensors.Select(tensor => new Tensor(
                tensor.Name,
                tensor.Shape,
                [.. tensor.Data.Select(value => value + (0.02f * (random.NextSingle() - 0.5f)))]))),
        };
    }

    /// <summary>
    /// Publishes an encoder in the store of a test's Trainer: of its own space, or aligned to another's.
    /// </summary>
    public static Bundle Publish(
        this TemporaryDirectory directory, string name, EncoderModel model, Bundle? alignedTo = null) =>
        BundlePublisher.Publish(
            model,
            alignedTo?.Manifest.Space,
            new BundleStore(directory["bundles"]),
            name,
            new PublishOptions
            {
                Provenance = new Provenance
                {
                    Source = "random weights for tests",
                    Created = DateTimeOffset.UnixEpoch,
                },
                ReferenceProbes = alignedTo?.Probes,
            });

    private static EncoderConfig Config(int layers, int width = 32) => new()
    {
        VocabSize = RandomEncoder.Spelling.Vocabulary.Count,
        HiddenSize = width,
        Layers = layers,
        Heads = 2,
        IntermediateSize = 64,
        MaxPositions = 128,
    };
}
