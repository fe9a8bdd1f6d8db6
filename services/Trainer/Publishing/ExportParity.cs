using Kale.Bundles;
using Kale.Encoding.Graphs;
using Kale.Encoding.Inference;
using Kale.Encoding.Tokenization;
using Kale.Training;
using Kale.Training.Networks;
using static TorchSharp.torch;

namespace Kale.Trainer.Publishing;

/// <summary>
/// Whether the graph that is served computes what the network computes, on the texts that probes are made of.
/// </summary>
internal static class ExportParity
{
    /// <summary>
    /// The largest difference between any two numbers; relative where they are above 1, as scores may be.
    /// </summary>
    public const double Tolerance = 1e-4;

    // Little enough that the check needs less memory than training did.
    private const int BatchTexts = 8;

    /// <summary>The largest difference.</summary>
    /// <exception cref="TrainingException">ExportMismatch: it is above <see cref="Tolerance"/>.</exception>
    public static double Require(EncoderModel model)
    {
        using var session = new EncoderSession(model, new InferenceOptions { Form = GraphForm.Portable });
        using EncoderNetwork network = model.Kind == BundleKind.CrossEncoder
            ? new CrossEncoder(model, dropout: 0, CPU)
            : new DualEncoder(model, dropout: 0, CPU);
        network.eval();
        var furthest = Inputs(model).Chunk(BatchTexts).Max(batch => Furthest(session.Run(batch), Run(network, batch)));
        return furthest <= Tolerance ? furthest : throw new TrainingException(
            TrainingError.ExportMismatch,
            $"The ONNX graph's output is {furthest:0.0e+0} away from the network's; at most {Tolerance:0.0e+0} is "
                + "allowed. Nothing was published. The weights may have grown beyond what float32 holds: train with a "
                + "lower learning rate.");
    }

    private static IEnumerable<TokenizedText> Inputs(EncoderModel model)
    {
        var tokenizer = TextTokenizer.Of(model.Tokenizer);
        var texts = ProbeTexts.Default;
        return model.Kind == BundleKind.CrossEncoder
            ? texts.Zip(texts.Skip(1), (a, b) => tokenizer.EncodePair(a, b, model.MaxTokens))
            : texts.Select(text => tokenizer.Encode(text, model.MaxTokens));
    }

    private static float[][] Run(EncoderNetwork network, TokenizedText[] texts)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var rows = network.call(network.BatchOf(texts));
        return [.. rows.Floats().Chunk((int)rows.shape[1])];
    }

    // NaN is no number within the tolerance either.
    private static double Furthest(float[][] served, float[][] trained) => served.Zip(trained)
        .SelectMany(rows => rows.First.Zip(rows.Second))
        .Select(pair => Math.Abs(pair.First - pair.Second) / Math.Max(1.0, Math.Abs(pair.Second)))
        .Max(difference => double.IsFinite(difference) ? difference : double.PositiveInfinity);
}
