using TorchSharp;

namespace Kale.TorchSharp.Tests.Golden;

/// <summary>encoder.json: a small BERT encoder with its outputs, gradients and losses.</summary>
public sealed record GoldenEncoder(
    EncoderShape Config, long[][] Ids, long[][] Mask, long[][] Types, GoldenFloats Targets,
    Dictionary<string, GoldenFloats> Weights, GoldenFloats States, GoldenFloats Vectors,
    Dictionary<string, GoldenFloats> Gradients, double[] Losses)
{
    public static GoldenEncoder Instance { get; } = GoldenFile.Read<GoldenEncoder>("encoder.json");

    /// <summary>Token ids, attention mask and token types, each [batch, tokens].</summary>
    public (torch.Tensor ids, torch.Tensor mask, torch.Tensor types) Inputs() =>
        (Whole(Ids), Whole(Mask), Whole(Types));

    private static torch.Tensor Whole(long[][] rows) =>
        torch.tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);
}

public sealed record EncoderShape(
    int Vocab, int Hidden, int Layers, int Heads, int Intermediate, int Positions, int Types, double Eps);

/// <summary>Floats, little-endian, in base64.</summary>
public sealed record GoldenFloats(long[] Shape, byte[] Data)
{
    public torch.Tensor ToTensor()
    {
        var floats = new float[Data.Length / sizeof(float)];
        Buffer.BlockCopy(Data, 0, floats, 0, Data.Length);
        return torch.tensor(floats, Shape);
    }
}
