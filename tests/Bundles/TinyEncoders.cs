namespace Kale.Bundles.Tests;

/// <summary>Small encoders with made-up weights, equal for equal seeds.</summary>
internal static class TinyEncoders
{
    public static readonly EncoderConfig Config = new()
    {
        VocabSize = 40,
        HiddenSize = 8,
        Layers = 2,
        Heads = 2,
        IntermediateSize = 16,
        MaxPositions = 32,
    };

    public static TokenizerModel Tokenizer { get; } = new(
        new Vocabulary(
        [
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]",
            .. "abcdefghijklmnop".Select(c => $"{c}"), .. "abcdefghijklmnop".Select(c => $"##{c}"), "é", "\"", "東",
        ]),
        new TokenizerSettings());

    public static EncoderModel Dual(int seed = 1, int? dims = null) => new()
    {
        Config = Config,
        Weights = Weights(
            EncoderTensors.Backbone(Config).Concat(dims is { } d ? EncoderTensors.Projection(Config, d) : []), seed),
        Tokenizer = Tokenizer,
        MaxTokens = 24,
        Prompts = new Prompts("query: ", "passage: "),
    };

    public static EncoderModel Cross(int seed = 1, int labels = 1)
    {
        var config = Config with { Labels = labels };
        return new EncoderModel
        {
            Kind = BundleKind.CrossEncoder,
            Config = config,
            Weights = Weights(EncoderTensors.Backbone(config).Concat(EncoderTensors.Classifier(config)), seed),
            Tokenizer = Tokenizer,
            Normalize = false,
            MaxTokens = 24,
        };
    }

    public static TensorSet Weights(IEnumerable<(string Name, int[] Shape)> tensors, int seed)
    {
        var random = new Random(seed);
        return new TensorSet(tensors.Select(t => new Tensor(
            t.Name,
            t.Shape,
            [.. Enumerable.Range(0, t.Shape.Aggregate(1, (a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f)])));
    }

    public static TensorSet With(this TensorSet set, params Tensor[] changed) =>
        new(set.Tensors.Where(t => changed.All(c => c.Name != t.Name)).Concat(changed));

    public static TensorSet Without(this TensorSet set, string name) => new(set.Tensors.Where(t => t.Name != name));
}
