using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Tests.Graphs;

/// <summary>Encoders of a few hundred random weights, one of each kind that a graph can be written of.</summary>
internal static class TinyModels
{
    public static readonly string[] Kinds =
        ["mean", "cls", "projection", "unnormalised", "no layers", "no layers cls", "cross encoder", "roberta"];

    public static readonly TheoryData<string> Names = [.. Kinds];

    private static readonly TokenizerModel Tokenizer = new(
        new Vocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "##a"]), new TokenizerSettings());

    public static EncoderModel Create(string name) => name switch
    {
        "mean" => Dual(layers: 2),
        "cls" => Dual(layers: 2) with { Pooling = PoolingMode.Cls },
        "projection" => Dual(layers: 1, dims: 5),
        "unnormalised" => Dual(layers: 1) with { Normalize = false, Metric = Metric.Dot },
        "no layers" => Dual(layers: 0),
        "no layers cls" => Dual(layers: 0) with { Pooling = PoolingMode.Cls },
        "cross encoder" => Cross(labels: 3),
        "roberta" => RandomEncoder.Dual(Roberta(Config(layers: 2)), Tokenizer, seed: 1) with { MaxTokens = 16 },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such model."),
    };

    public static EncoderModel Dual(int layers, int? dims = null) =>
        RandomEncoder.Dual(Config(layers), Tokenizer, seed: 1, dims);

    public static EncoderModel Cross(int labels) => RandomEncoder.Cross(Config(layers: 2), Tokenizer, seed: 1, labels);

    /// <summary>Texts and pairs of 1 to 16 tokens, so that a batch of them is padded.</summary>
    public static IReadOnlyList<TokenizedText> Inputs() => Inputs(16, 1, 2, 9, 3);

    public static IReadOnlyList<TokenizedText> Inputs(params int[] lengths)
    {
        var random = new Random(7);
        return [.. lengths.Select((length, i) => new TokenizedText(
            [.. Enumerable.Range(0, length).Select(_ => random.Next(1, 40))],
            length,
            i % 2 == 0 ? length : length / 2))];
    }

    // Ids of inputs begin with 1: some of them are padding in the middle of a text, which is not counted.
    private static EncoderConfig Roberta(EncoderConfig config) => config with
    {
        Family = EncoderFamily.All["roberta"],
        PadTokenId = 1,
        FirstPosition = 2,
        MaxPositions = 18,
    };

    private static EncoderConfig Config(int layers) => new()
    {
        VocabSize = 40,
        HiddenSize = 12,
        Layers = layers,
        Heads = 3,
        IntermediateSize = 20,
        MaxPositions = 16,
        LayerNormEpsilon = 1e-6,
    };
}
