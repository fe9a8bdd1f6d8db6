namespace Kale.Rollouts.Spaces;

/// <summary>An embedding space as the suite trusts it: registered once from the two encoders that define it.</summary>
/// <param name="Id">The hash of everything that defines its vectors.</param>
/// <param name="ContextBundleId">Encodes the documents.</param>
/// <param name="ReferenceQueryBundleId">What query encoders are aligned to.</param>
/// <param name="MinProbeCosine">What it was registered with; a route's policy says how near probes have to be.</param>
/// <param name="Dims">Length of the vectors.</param>
/// <param name="Normalize">Whether vectors have length 1.</param>
/// <param name="Probes">Query texts with the reference encoder's vectors.</param>
/// <param name="Created">When it was registered.</param>
public sealed record RegisteredSpace(
    string Id, string ContextBundleId, string ReferenceQueryBundleId, double MinProbeCosine, int Dims, bool Normalize,
    IReadOnlyList<SpaceProbe> Probes, DateTimeOffset Created);

/// <summary>A text and the vector that the reference encoder makes of it, [dims].</summary>
public sealed record SpaceProbe(string Text, float[] Reference);
