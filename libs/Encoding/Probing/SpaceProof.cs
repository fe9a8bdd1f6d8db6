using Kale.Bundles;
using Kale.Encoding.Batching;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Probing;

/// <summary>Measures the probes of an encoder's space and verifies them on both forms of its graph.</summary>
internal static class SpaceProof
{
    private const double DefaultMinCosine = 0.5;

    public static Proof Of(
        EncoderModel model, SpaceDefinition space, PublishOptions options, IBatchRunner portable, IBatchRunner fused)
    {
        var isReference = ReferenceRoles(model.Fingerprint, space);
        var roles = options.Roles
            ?? (isReference.Count > 0 ? isReference : new HashSet<EncoderRole> { EncoderRole.Query });
        var texts = roles
            .Order()
            .SelectMany(role => Texts(options.ReferenceProbes, role).Select(text => (text, role)))
            .ToList();
        var inputs = new ProbeInputs(TextTokenizer.Of(model.Tokenizer), model.Prompts, model.MaxTokens);
        var probes = texts.Zip(inputs.Encode(portable, texts), (probe, own) => new Probe(
            probe.text,
            probe.role,
            isReference.Contains(probe.role) ? own : Reference(space, options.ReferenceProbes, probe.text, probe.role),
            own));
        var set = new ProbeSet(space.Id, MinCosine(options), ProbeSet.DefaultOwnTolerance, [.. probes]);
        set.Verify(inputs.Encode(fused, texts)).ThrowIfFailed();
        return new Proof(space, roles, set.ToFile());
    }

    private static HashSet<EncoderRole> ReferenceRoles(string fingerprint, SpaceDefinition space) =>
        [.. new[] { (EncoderRole.Query, space.QueryFingerprint), (EncoderRole.Context, space.ContextFingerprint) }
            .Where(role => role.Item2 == fingerprint).Select(role => role.Item1)];

    // The space's own texts where it has some, so that they need not be those of this version.
    private static IEnumerable<string> Texts(ProbeSet? probes, EncoderRole role)
    {
        var texts = probes?.Probes.Where(probe => probe.Role == role).Select(probe => probe.Text).ToList();
        return texts is { Count: > 0 } ? texts : ProbeTexts.Default;
    }

    private static double MinCosine(PublishOptions options) =>
        options.MinCosine ?? options.ReferenceProbes?.MinCosine ?? DefaultMinCosine;

    private static float[] Reference(SpaceDefinition space, ProbeSet? probes, string text, EncoderRole role)
    {
        if (probes is not null && probes.SpaceId != space.Id)
        {
            throw new BundleException(
                BundleError.SpaceMismatch,
                $"The probes are of {probes.SpaceId}, the encoder is to speak {space.Id}; give that space's probes.");
        }

        return probes?.Probes.FirstOrDefault(probe => probe.Text == text && probe.Role == role)?.Reference
            ?? throw new BundleException(
                BundleError.Missing,
                $"The reference's vectors of {space.Id} are missing for {role.ToString().ToLowerInvariant()} texts; "
                    + "give the probes of the space's reference encoder.");
    }
}
