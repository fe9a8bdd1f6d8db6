using Kale.Encoding.Tokenization;
using Kale.Trainer.Measuring;
using Kale.Training;
using Kale.Training.Networks;
using TorchSharp;

namespace Kale.Trainer.Recipes;

/// <summary>What networks answer to many texts while they are being trained.</summary>
internal static class NetworkVectors
{
    /// <summary>
    /// One row for each input: vectors of a dual encoder, scores of a cross encoder. The network is left in evaluation.
    /// </summary>
    /// <param name="network">Of either kind.</param>
    /// <param name="inputs">At least one.</param>
    /// <param name="done">Told how many inputs are done.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public static VectorTable Encode(
        EncoderNetwork network, IReadOnlyList<TokenizedText> inputs, Action<int> done, CancellationToken cancellation)
    {
        network.eval();
        var (rows, finished) = (new float[inputs.Count][], 0);
        foreach (var batch in LengthBatches.Of(inputs))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (i, row) in batch.Zip(Run(network, [.. batch.Select(i => inputs[i])])))
                rows[i] = row;
            done(finished += batch.Count);
        }

        return VectorTable.Of(rows);
    }

    private static IEnumerable<float[]> Run(EncoderNetwork network, TokenizedText[] inputs)
    {
        using var scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        var output = network.call(network.BatchOf(inputs));
        return output.Floats().Chunk((int)output.shape[1]);
    }
}
