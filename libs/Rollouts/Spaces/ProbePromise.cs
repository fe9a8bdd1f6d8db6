using Kale.Bundles;

namespace Kale.Rollouts.Spaces;

/// <summary>
/// How near a bundle says it is to a space's reference encoder: its own vectors of the registered probes against the
/// registered reference. Whoever loads the bundle verifies that it makes these vectors, so the promise can be relied
/// on.
/// </summary>
public static class ProbePromise
{
    /// <summary>The least cosine over the space's probes; -1 where the bundle has no vector for one of them.</summary>
    public static double WorstCosine(RegisteredSpace space, Bundle bundle)
    {
        var own = (bundle.Probes?.Probes ?? []).Where(probe => probe.Role == EncoderRole.Query)
            .DistinctBy(probe => probe.Text).ToDictionary(probe => probe.Text, probe => probe.Own);
        return space.Probes.Min(probe => Cosine(own.GetValueOrDefault(probe.Text), probe.Reference));
    }

    private static double Cosine(float[]? own, float[] reference) =>
        own is not null && own.Length == reference.Length && VectorMath.IsUsable(own)
            ? VectorMath.Cosine(own, reference)
            : -1;
}
