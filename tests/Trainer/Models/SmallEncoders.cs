using Kale.Bundles;
using Kale.Encoding.Tests.Graphs;
using Kale.Encoding.Tokenization;
using Kale.Training.Weights;

namespace Kale.Trainer.Tests.Models;

/// <summary>Encoders of some hundred random weights, one of each kind that a network can be made of.</summary>
internal static class SmallEncoders
{
    public static readonly TheoryData<string> Names = [.. TinyModels.Kinds, "cut"];

    public static EncoderModel Create(string name) =>
        name == "cut" ? Dual(layers: 4).KeepLayers([0, 3]) : TinyModels.Create(name);

    public static EncoderModel Dual(int layers, int? dims = null) => TinyModels.Dual(layers, dims);

    public static EncoderModel Cross(int labels) => TinyModels.Cross(labels);

    /// <summary>Texts and pairs of 2 to 16 tokens, so that a batch of them is padded.</summary>
    public static TokenizedText[] Texts() => [.. TinyModels.Inputs(16, 2, 9, 3)];
}
