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

    public static EncoderModel Dual(int seed = 1, int? dims = null) =>
        RandomEncoder.Dual(Config, Tokenizer, seed, dims) with
        {
            MaxTokens = 24,
            Prompts = new Prompts("query: ", "passage: "),
        };

    public static EncoderModel Cross(int seed = 1, int labels = 1) =>
        RandomEncoder.Cross(Config, Tokenizer, seed, labels) with { MaxTokens = 24 };

    public static TensorSet With(this TensorSet set, params Tensor[] changed) =>
        new(set.Tensors.Where(t => changed.All(c => c.Name != t.Name)).Concat(changed));

    public static TensorSet Without(this TensorSet set, string name) => new(set.Tensors.Where(t => t.Name != name));
}
