using Kale.Bundles;
using Kale.Encoding.Batching;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Probing;

/// <summary>A cross encoder has no space; its two graphs must agree on pairs of the probes' texts.</summary>
internal static class CrossEncoderProof
{
    private const float Tolerance = 1e-3f;

    public static Proof Of(EncoderModel model, IBatchRunner portable, IBatchRunner fused)
    {
        var tokenizer = TextTokenizer.Of(model.Tokenizer);
        var pairs = ProbeTexts.Default
            .Zip(ProbeTexts.Default.Skip(1), (a, b) => tokenizer.EncodePair(a, b, model.MaxTokens))
            .ToArray();
        foreach (var (expected, actual) in portable.Run(pairs).Zip(fused.Run(pairs)))
        {
            Require(expected, actual);
        }

        return new Proof(null, new HashSet<EncoderRole>());
    }

    private static void Require(float[] expected, float[] actual)
    {
        if (!expected.Zip(actual).All(
            pair => Math.Abs(pair.First - pair.Second) <= Tolerance * Math.Max(1, Math.Abs(pair.First))))
        {
            throw new BundleException(
                BundleError.ProbeMismatch,
                $"The cross encoder's two graphs disagree: [{string.Join(", ", expected)}] and "
                    + $"[{string.Join(", ", actual)}]. Its weights overflow float32.");
        }
    }
}
