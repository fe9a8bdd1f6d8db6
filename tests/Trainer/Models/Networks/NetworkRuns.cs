using Kale.Bundles;
using Kale.Encoding.Tokenization;
using Kale.Training.Networks;
using TorchSharp;

namespace Kale.Trainer.Tests.Models.Networks;

/// <summary>What networks answer, as rows.</summary>
internal static class NetworkRuns
{
    /// <summary>The network of the model's kind.</summary>
    public static EncoderNetwork Network(this EncoderModel model, double dropout = 0) =>
        model.Kind == BundleKind.CrossEncoder
            ? new CrossEncoder(model, dropout, torch.CPU)
            : new DualEncoder(model, dropout, torch.CPU);

    public static float[][] Run(this EncoderModel model, IReadOnlyList<TokenizedText> texts)
    {
        using var network = model.Network();
        network.eval();
        return network.Run(texts);
    }

    public static float[][] Run(this EncoderNetwork network, IReadOnlyList<TokenizedText> texts)
    {
        using var scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        return Rows(network.call(TokenBatch.From(texts, network.Config.PadTokenId, torch.CPU)));
    }

    public static float[][] Rows(torch.Tensor matrix) =>
        [.. matrix.detach().contiguous().data<float>().ToArray().Chunk((int)matrix.shape[1])];

    /// <summary>The largest difference between two matrices.</summary>
    public static double Furthest(IEnumerable<float[]> first, IEnumerable<float[]> second) => first
        .SelectMany(row => row).Zip(second.SelectMany(row => row), (a, b) => (double)Math.Abs(a - b)).Max();
}
