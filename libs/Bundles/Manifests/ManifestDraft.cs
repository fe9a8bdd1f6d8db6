namespace Kale.Bundles;

/// <summary>A manifest before its files are known; checks that model, space and roles fit each other.</summary>
internal static class ManifestDraft
{
    public static BundleManifest Of(
        string name, EncoderModel model, SpaceDefinition? space, IReadOnlySet<EncoderRole> roles, Provenance provenance)
    {
        var fingerprint = model.Fingerprint;
        RequireQuality(provenance);
        if (model.Kind == BundleKind.CrossEncoder)
        {
            Require(space is null && roles.Count == 0, "A cross encoder has no embedding space and no role.");
        }
        else
        {
            RequireSpace(model, fingerprint, space, roles);
        }

        return new BundleManifest
        {
            Name = name,
            Kind = model.Kind,
            Roles = [.. roles.Order()],
            SpaceId = space?.Id ?? "",
            Space = space,
            Dims = model.Dims,
            Metric = model.Metric,
            Pooling = model.Pooling,
            Normalize = model.Normalize,
            Prompts = model.Prompts,
            MaxTokens = model.MaxTokens,
            Layers = model.Config.Layers,
            LayersKept = model.LayersKept,
            TokenizerHash = model.Tokenizer.Hash,
            Fingerprint = fingerprint,
            Provenance = provenance,
            Files = new Dictionary<string, FileEntry>(),
        };
    }

    private static void RequireSpace(
        EncoderModel model, string fingerprint, SpaceDefinition? space, IReadOnlySet<EncoderRole> roles)
    {
        Require(space is not null && roles.Count > 0, "A dual encoder needs an embedding space and at least one role.");
        Require(
            (model.Dims, model.Normalize, model.Metric) == (space!.Dims, space.Normalize, space.Metric),
            $"The encoder makes {model.Dims} dims ({model.Metric}, normalised: {model.Normalize}), "
                + $"but {space.Id} has {space.Dims} ({space.Metric}, normalised: {space.Normalize}).");
        Require(
            !roles.Contains(EncoderRole.Context) || fingerprint == space.ContextFingerprint,
            $"Another encoder encodes the documents of {space.Id}; this one may only encode its queries.");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new BundleException(BundleError.SpaceMismatch, message);
        }
    }

    private static void RequireQuality(Provenance provenance)
    {
        foreach (var (measure, value) in provenance.Quality)
        {
            if (!double.IsFinite(value))
            {
                throw new BundleException(BundleError.Invalid, $"The quality '{measure}' is {value}; "
                    + "a finite number is expected.");
            }
        }
    }
}
