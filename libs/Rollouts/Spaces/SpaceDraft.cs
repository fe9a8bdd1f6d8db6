using Kale.Bundles;

namespace Kale.Rollouts.Spaces;

/// <summary>What two bundles define together.</summary>
internal static class SpaceDraft
{
    /// <exception cref="SpaceException">They define no space.</exception>
    public static RegisteredSpace Of(Bundle context, Bundle reference, double? minProbeCosine, DateTimeOffset now)
    {
        var (documents, queries) = (context.Manifest, reference.Manifest);
        var space = documents.Space ?? throw NotDefined($"{context.Id} is a cross encoder and makes no vectors");
        Require(
            queries.SpaceId == space.Id,
            $"{context.Id} speaks {space.Id}, "
                + $"{reference.Id} speaks {(queries.SpaceId.Length == 0 ? "no space" : queries.SpaceId)}");
        Require(
            space.ContextFingerprint == documents.Fingerprint,
            $"{context.Id} is not the encoder that {space.Id} was made with for documents");
        Require(
            space.QueryFingerprint == queries.Fingerprint,
            $"{reference.Id} is not the reference query encoder of {space.Id}");
        var probes = ProbesOf(reference);
        Require(probes.Count > 0, $"{reference.Id} carries no probes for queries");
        var tolerance = minProbeCosine ?? 0;
        return tolerance is > -1 and <= 1
            ? new RegisteredSpace(
                space.Id, context.Id, reference.Id, tolerance, space.Dims, space.Normalize, probes, now)
            : throw new SpaceException(
                SpaceError.InvalidTolerance,
                $"A least cosine of {tolerance} cannot be; give one above -1 and up to 1.");
    }

    // The reference encoder's own vectors are the reference.
    private static List<SpaceProbe> ProbesOf(Bundle reference) =>
    [
        .. (reference.Probes?.Probes ?? []).Where(probe => probe.Role == EncoderRole.Query)
            .Select(probe => new SpaceProbe(probe.Text, probe.Own)),
    ];

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) { throw NotDefined(otherwise); }
    }

    private static SpaceException NotDefined(string why) =>
        new(SpaceError.NotDefined, $"The two bundles define no space: {why}.");
}
