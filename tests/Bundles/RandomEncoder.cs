namespace Kale.Bundles.Tests;

/// <summary>
/// Encoders of random weights, equal for equal seeds; a source that every test project with encoders of its own links.
/// </summary>
internal static class RandomEncoder
{
    /// <summary>Letters, digits and some signs: words are spelled out.</summary>
    public static TokenizerModel Spelling { get; } = new(
        new Vocabulary(
        [
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]",
            .. "abcdefghijklmnopqrstuvwxyz0123456789.,#-".Select(c => $"{c}"),
            .. "abcdefghijklmnopqrstuvwxyz0123456789".Select(c => $"##{c}"),
        ]),
        new TokenizerSettings());

    public static EncoderModel Dual(EncoderConfig config, TokenizerModel tokenizer, int seed, int? dims = null) =>
        Model(
            config,
            tokenizer,
            seed,
            EncoderTensors.Backbone(config).Concat(dims is { } d ? EncoderTensors.Projection(config, d) : []));

    /// <summary>One that gives a pair one score, or several.</summary>
    public static EncoderModel Cross(EncoderConfig config, TokenizerModel tokenizer, int seed, int labels = 1)
    {
        var scoring = config with { Labels = labels };
        return Model(
            scoring, tokenizer, seed, EncoderTensors.Backbone(scoring).Concat(EncoderTensors.Classifier(scoring))) with
        {
            Kind = BundleKind.CrossEncoder,
            Normalize = false,
        };
    }

    private static EncoderModel Model(
        EncoderConfig config, TokenizerModel tokenizer, int seed, IEnumerable<(string Name, int[] Shape)> tensors)
    {
        var random = new Random(seed);
        return new EncoderModel
        {
            Config = config,
            Tokenizer = tokenizer,
            MaxTokens = config.MaxPositions,
            Weights = new TensorSet(tensors.Select(tensor => Uniform(tensor.Name, tensor.Shape, random))),
        };
    }

    private static Tensor Uniform(string name, int[] shape, Random random) => new(
        name,
        shape,
        [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (random.NextSingle() * 2) - 1)]);
}
