using System.Numerics.Tensors;
using Kale.Bundles;
using Kale.Encoding.Inference;
using Kale.Trainer.Evaluation.Search;

namespace Kale.Trainer.Publishing;

/// <summary>
/// What an aligned encoder's bundle promises of the space's probes. Probes are of every kind, from code to Chinese, and
/// a small encoder that was aligned on one subject is far off on some of them: so the mean must reach what the space
/// tolerates, and the bundle says how far the worst one is, which is then checked wherever it is loaded.
/// </summary>
internal static class ProbeTolerance
{
    // For other processors, thread counts and forms of the graph.
    private const double Margin = 0.02;

    // Probes must promise something: cosines end at -1.
    private const double Least = -0.999;

    /// <summary>
    /// The least cosine to the reference that the bundle promises; never more than the space asks for.
    /// </summary>
    /// <param name="model">The aligned query encoder.</param>
    /// <param name="reference">Probes of the space's reference encoder.</param>
    /// <exception cref="BundleException">ProbeMismatch: the encoder does not speak the space's language.</exception>
    public static double Of(EncoderModel model, ProbeSet reference)
    {
        var probes = reference.Probes.Where(probe => probe.Role == EncoderRole.Query).ToList();
        using var encoder = new TextEncoding(model, new InferenceOptions());
        var vectors = encoder.Encode(
            [.. probes.Select(probe => probe.Text)], EncoderRole.Query, _ => { }, CancellationToken.None);
        var cosines = probes
            .Select((probe, i) => (double)TensorPrimitives.CosineSimilarity(vectors[i], probe.Reference))
            .ToList();
        var mean = cosines.Average();
        var worst = Math.Max(cosines.Min() - Margin, Least);
        return mean >= reference.MinCosine ? Math.Min(reference.MinCosine, worst) : throw new BundleException(
            BundleError.ProbeMismatch,
            $"The encoder's vectors of the {probes.Count} probes of {reference.SpaceId} have a mean cosine of "
                + $"{mean:0.000} to the reference encoder's; {reference.MinCosine:0.000} is required. Nothing was "
                + "published. Train longer or on more texts, or keep more layers.");
    }
}
