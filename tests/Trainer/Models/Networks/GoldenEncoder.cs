using System.Text.Json;
using Kale.Bundles;
using Kale.Encoding.Tokenization;
using Kale.Training.Networks;
using TorchSharp;
using StoredTensor = Kale.Bundles.Tensor;

namespace Kale.Trainer.Tests.Models.Networks;

/// <summary>encoder.json, as an encoder of the suite.</summary>
internal sealed record GoldenEncoder(
    GoldenSizes Config, int[][] Ids, int[][] Mask, int[][] Types, GoldenFloats Targets, GoldenFloats Vectors,
    Dictionary<string, GoldenFloats> Weights, Dictionary<string, GoldenFloats> Gradients, GoldenTraining Training)
{
    public static GoldenEncoder Read() => JsonSerializer.Deserialize<GoldenEncoder>(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "encoder.json")),
        JsonSerializerOptions.Web)!;

    public EncoderModel ToModel() => SmallEncoders.Dual(layers: 0) with
    {
        Config = new EncoderConfig
        {
            VocabSize = Config.Vocab,
            HiddenSize = Config.Hidden,
            Layers = Config.Layers,
            Heads = Config.Heads,
            IntermediateSize = Config.Intermediate,
            MaxPositions = Config.Positions,
            TypeVocabSize = Config.Types,
            LayerNormEpsilon = Config.Eps,
        },
        MaxTokens = Config.Positions,
        LayersKept = [.. Enumerable.Range(0, Config.Layers)],
        Weights = new TensorSet(Weights.Select(entry => entry.Value.ToStored(entry.Key))),
    };

    // Its types are 0 0 0 1 1 1 0 …, which no pair of texts has, so they are laid over the batch.
    public TokenBatch ToBatch()
    {
        var texts = Ids.Zip(Mask).Select(row => row.First[..row.Second.Sum()])
            .Select(ids => new TokenizedText(ids, ids.Length, ids.Length)).ToList();
        var types = torch.from_array(Types.SelectMany(row => row).Select(type => (long)type).ToArray());
        return TokenBatch.From(texts, 0, torch.CPU) with { Types = types.view(Types.Length, -1) };
    }
}

internal sealed record GoldenSizes(
    int Vocab, int Hidden, int Layers, int Heads, int Intermediate, int Positions, int Types, double Eps);

/// <summary>
/// Steps of AdamW: the rate of each, its loss, and the norm of its gradients before they were clipped.
/// </summary>
internal sealed record GoldenTraining(double Decay, double Clip, double[] Rates, double[] Losses, double[] Norms);

/// <summary>Floats, little-endian, in base64.</summary>
internal sealed record GoldenFloats(int[] Shape, byte[] Data)
{
    public StoredTensor ToStored(string name) => new(name, Shape, Floats());

    public torch.Tensor ToTorch() => torch.tensor(Floats(), [.. Shape.Select(size => (long)size)]);

    private float[] Floats()
    {
        var floats = new float[Data.Length / sizeof(float)];
        Buffer.BlockCopy(Data, 0, floats, 0, Data.Length);
        return floats;
    }
}
