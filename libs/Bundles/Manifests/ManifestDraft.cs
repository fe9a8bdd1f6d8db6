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

    /// <summary>Throws where a manifest says something of its encoder that its files do not make.</summary>
    public static void RequireTrue(string directory, BundleManifest manifest, EncoderModel model)
    {
        var wrong = Claims(manifest, model).Where(claim => !claim.IsTrue).Select(claim => claim.Name).ToList();
        if (wrong.Count > 0)
        {
            throw new BundleException(
                BundleError.Corrupt,
                $"{directory}: {BundleManifest.FileName} says what its files do not: {string.Join(", ", wrong)}. "
                    + "Do not use this bundle.");
        }
    }

    private static IEnumerable<(string Name, bool IsTrue)> Claims(BundleManifest manifest, EncoderModel model)
    {
        yield return ("fingerprint", manifest.Fingerprint == model.Fingerprint);
        yield return ("kind", manifest.Kind == model.Kind);
        yield return ("dims", manifest.Dims == model.Dims);
        yield return ("max_tokens", manifest.MaxTokens == model.MaxTokens);
        yield return ("layers", manifest.Layers == model.Config.Layers);
        yield return ("layers_kept", manifest.LayersKept.Count == model.Config.Layers);
        yield return ("tokenizer_hash", manifest.TokenizerHash == model.Tokenizer.Hash);
        if (model.Kind == BundleKind.CrossEncoder) { yield break; }
        yield return ("metric", manifest.Metric == model.Metric);
        yield return ("pooling", manifest.Pooling == model.Pooling);
        yield return ("normalize", manifest.Normalize == model.Normalize);
        yield return ("prompts", manifest.Prompts == model.Prompts);
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
