namespace Kale.Bundles;

/// <summary>What became of one probe.</summary>
/// <param name="Probe">The probe.</param>
/// <param name="ReferenceCosine">Cosine to the reference encoder's vector; NaN where it cannot be computed.</param>
/// <param name="OwnCosine">Cosine to the encoder's own earlier vector; NaN where it cannot be computed.</param>
/// <param name="Problem">Why it failed; null if it passed.</param>
public sealed record ProbeResult(Probe Probe, double ReferenceCosine, double OwnCosine, string? Problem);

/// <summary>Whether an encoder reproduces its space's probes.</summary>
/// <param name="SpaceId">The space.</param>
/// <param name="Results">One for each probe that got a vector.</param>
/// <param name="Message">What failed, or how close the worst probe is.</param>
/// <param name="Passed">Whether the encoder may be served.</param>
public sealed record ProbeReport(string SpaceId, IReadOnlyList<ProbeResult> Results, string Message, bool Passed)
{
    /// <summary>The least cosine to the reference; NaN where there is none.</summary>
    public double WorstReferenceCosine => Worst(result => result.ReferenceCosine);

    /// <summary>The least cosine to the encoder's own earlier vectors; NaN where there is none.</summary>
    public double WorstOwnCosine => Worst(result => result.OwnCosine);

    /// <summary>Throws unless the encoder passed.</summary>
    /// <exception cref="BundleException">With <see cref="BundleError.ProbeMismatch"/> and the message.</exception>
    public void ThrowIfFailed()
    {
        if (!Passed)
        {
            throw new BundleException(BundleError.ProbeMismatch, Message);
        }
    }

    private double Worst(Func<ProbeResult, double> cosine) => Results.Count == 0 ? double.NaN : Results.Min(cosine);
}
