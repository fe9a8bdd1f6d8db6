using Kale.Bundles;
using Kale.Encoding;

namespace Kale.EndToEnd.Tests.Swaps;

/// <summary>
/// Candidates for a route, good ones and broken ones. A broken one carries probes that fit itself, as a careless tool
/// would write them: what its bundle says of itself is always in order.
/// </summary>
internal sealed class Candidates(BundleStore store, Bundle reference, EncoderModel model)
{
    // Much more to compute than the reference's one layer of 64.
    private const int SlowLayers = 16;
    private const int SlowWidth = 8192;

    /// <summary>
    /// The encoder that all others are made of: with plain layer norms, so that a layer can be made that changes
    /// nothing.
    /// </summary>
    public static EncoderModel Reference() => WithPlainNorms(TinyEncoder.Model(seed: 1));

    public static EncoderModel WithPlainNorms(EncoderModel model) => With(
        model, (name, data) => name.Contains("LayerNorm", StringComparison.Ordinal) ? Norm(name, data) : data);

    /// <summary>One whose weights are off by up to a share of their spread.</summary>
    public static EncoderModel Noisy(EncoderModel model, double share, int seed)
    {
        var random = new Random(seed);
        return With(model, (_, data) => Noisy(data, share, random));
    }

    public Bundle WithNoise(double share, string name) => Publish(Noisy(model, share, seed: 7), name);

    public Bundle OfAnotherSpace() => TinyEncoder.Publish(store.Directory, "another-space", seed: 2);

    public Bundle WithShuffledVocabulary()
    {
        var words = model.Tokenizer.Vocabulary.Tokens.ToArray();
        new Random(7).Shuffle(words.AsSpan(5));
        return Publish(
            model with { Tokenizer = new TokenizerModel(new Vocabulary(words), model.Tokenizer.Settings) },
            "shuffled");
    }

    public Bundle WithAnotherTokenizer() => Publish(
        model with
        {
            Tokenizer = new TokenizerModel(
                model.Tokenizer.Vocabulary, model.Tokenizer.Settings with { LowerCase = false }),
        },
        "cased");

    public Bundle WithPooling() => Publish(model with { Pooling = PoolingMode.Cls }, "cls");

    public Bundle WithPrompt() => Publish(model with { Prompts = new Prompts("query: ", "") }, "prompted");

    public Bundle WithMaxTokens() => Publish(model with { MaxTokens = 8 }, "short");

    /// <summary>The same vectors, later: layers that add nothing, of units that do nothing.</summary>
    public Bundle Slow()
    {
        var config = model.Config with { Layers = SlowLayers, IntermediateSize = SlowWidth };
        var weights = EncoderTensors.Backbone(config).Select(tensor => new Tensor(
            tensor.Name,
            tensor.Shape,
            model.Weights.TryGet(tensor.Name, out var own)
                ? Padded(own, tensor.Shape)
                : Idle(tensor.Name, tensor.Shape.Aggregate((a, b) => a * b))));
        return Publish(model with { Config = config, Weights = new TensorSet(weights) }, "slow");
    }

    public Bundle Truncated()
    {
        var bundle = WithNoise(0.004, "truncated");
        using var file = File.OpenWrite(bundle.PathOf("onnx/model.onnx"));
        file.SetLength(file.Length / 2);
        return bundle;
    }

    public Bundle WithNaN() => Forgery.Of(store, WithNoise(0.003, "nan"), directory =>
    {
        using var file = File.OpenWrite(Path.Combine(directory, "model.safetensors"));
        file.Position = file.Length - sizeof(float);
        file.Write(BitConverter.GetBytes(float.NaN));
    }, manifest => manifest);

    public Bundle OfOtherDims()
    {
        var config = model.Config with { HiddenSize = 16 };
        var random = new Random(7);
        var weights = EncoderTensors.Backbone(config).Select(tensor => new Tensor(
            tensor.Name,
            tensor.Shape,
            [
                .. Enumerable.Range(0, tensor.Shape.Aggregate((a, b) => a * b))
                    .Select(_ => (random.NextSingle() * 2) - 1),
            ]));
        var honest = BundlePublisher.Publish(
            model with { Config = config, Weights = new TensorSet(weights) }, null, store, "narrow",
            Options() with { ReferenceProbes = null });
        var probes = honest.Probes! with { SpaceId = reference.Manifest.SpaceId };
        return Forgery.Of(
            store,
            honest,
            directory => File.WriteAllText(Path.Combine(directory, ProbeSet.FileName), probes.ToJson()),
            manifest => manifest with { SpaceId = reference.Manifest.SpaceId, Space = reference.Manifest.Space });
    }

    private Bundle Publish(EncoderModel candidate, string name) =>
        BundlePublisher.Publish(candidate, reference.Manifest.Space, store, name, Options());

    private PublishOptions Options() => new()
    {
        Provenance = new Provenance { Source = "made for a test", Created = DateTimeOffset.UnixEpoch },
        ReferenceProbes = reference.Probes,
        MinCosine = -0.99,
    };

    private static EncoderModel With(EncoderModel model, Func<string, float[], float[]> change) => model with
    {
        Weights = new TensorSet(model.Weights.Names
            .Select(name => model.Weights[name])
            .Select(tensor => new Tensor(tensor.Name, tensor.Shape, change(tensor.Name, tensor.Data)))),
    };

    private static float[] Noisy(float[] data, double share, Random random)
    {
        var spread = Math.Sqrt(data.Average(value => (double)value * value));
        return [.. data.Select(value => (float)(value + (share * spread * ((random.NextDouble() * 2) - 1))))];
    }

    // Zeros to the right and below.
    private static float[] Padded(Tensor tensor, int[] shape)
    {
        var (columns, wider) = (tensor.Shape[^1], shape[^1]);
        var padded = new float[shape.Aggregate((a, b) => a * b)];
        for (var row = 0; row * columns < tensor.Data.Length; row++)
        {
            tensor.Data.AsSpan(row * columns, columns).CopyTo(padded.AsSpan(row * wider));
        }
        return padded;
    }

    private static float[] Norm(string name, float[] data) => Idle(name, data.Length);

    // A residual branch that adds nothing, and a norm that finds its input normalised already.
    internal static float[] Idle(string name, int length) =>
        [.. Enumerable.Repeat(name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? 1f : 0f, length)];
}
