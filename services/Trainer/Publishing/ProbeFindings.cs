using System.Numerics.Tensors;
using Kale.Bundles;
using Kale.Encoding.Inference;
using Kale.Retrieval.Agreement;
using Kale.Trainer.Measuring;

namespace Kale.Trainer.Publishing;

/// <summary>
/// How an aligned encoder does on its space's probes. Nothing is refused by it: a student of one subject is far off on
/// some probes and as good as its teacher on its subject, and what may serve is for the gate to say. The bundle
/// promises what was found, and whoever loads it checks the promise.
/// </summary>
/// <param name="Found">The share of probes whose vector finds the reference's vector of the same text among
/// all.</param>
/// <param name="MeanCosine">To the reference's vectors.</param>
/// <param name="LeastCosine">Of the worst probe.</param>
internal sealed record ProbeFindings(double Found, double MeanCosine, double LeastCosine)
{
    // For other processors, thread counts and forms of the graph.
    private const double Margin = 0.02;

    // Probes must promise something: cosines end at -1.
    private const double Least = -0.999;

    /// <summary>The least cosine to the reference that the bundle promises.</summary>
    public double Promise => Math.Max(LeastCosine - Margin, Least);

    /// <summary>As a bundle's measured quality.</summary>
    public IEnumerable<KeyValuePair<string, double>> Quality =>
    [
        new("probes/found", Found), new("probes/mean-cosine", MeanCosine), new("probes/least-cosine", LeastCosine),
    ];

    /// <param name="model">The aligned query encoder.</param>
    /// <param name="reference">Probes of the space's reference encoder.</param>
    public static ProbeFindings Of(EncoderModel model, ProbeSet reference)
    {
        var probes = reference.Probes.Where(probe => probe.Role == EncoderRole.Query).ToList();
        using var encoder = new TextEncoding(model, new InferenceOptions());
        var table = encoder.Encode(
            [.. probes.Select(probe => probe.Text)], EncoderRole.Query, _ => { }, CancellationToken.None);
        var vectors = Enumerable.Range(0, table.Rows).Select(row => table[row].ToArray()).ToList();
        var cosines = probes
            .Zip(vectors, (probe, vector) => (double)TensorPrimitives.CosineSimilarity(vector, probe.Reference))
            .ToList();
        return new ProbeFindings(
            Identification.Found(Identification.Ranks(vectors, [.. probes.Select(probe => probe.Reference)])),
            cosines.Average(), cosines.Min());
    }
}
