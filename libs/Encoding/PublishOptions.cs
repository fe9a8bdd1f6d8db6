using Kale.Bundles;
using Kale.Encoding.Inference;

namespace Kale.Encoding;

/// <summary>What goes into a bundle beside the encoder.</summary>
public sealed record PublishOptions
{
    /// <summary>Where the encoder comes from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>
    /// The sides it may encode. Default: those whose reference it is; queries for an encoder that was aligned to a
    /// space.
    /// </summary>
    public IReadOnlySet<EncoderRole>? Roles { get; init; }

    /// <summary>
    /// The probes of another bundle of the space, whose reference vectors this encoder must come close to. Needed
    /// unless the encoder is the reference itself.
    /// </summary>
    public ProbeSet? ReferenceProbes { get; init; }

    /// <summary>
    /// The least cosine to the reference that the space tolerates. Default: what <see cref="ReferenceProbes"/> say,
    /// else 0.5: vectors of encoders that were not aligned meet near 0.
    /// </summary>
    public double? MinCosine { get; init; }

    /// <summary>How the encoder is computed for the probes.</summary>
    public InferenceOptions Inference { get; init; } = new();
}
