namespace Kale.Bundles;

/// <summary>Writes bundles: whole or not at all, on disk before they are seen, named by their id.</summary>
public static class BundleWriter
{
    /// <summary>
    /// Writes a bundle to <c>parentDir/&lt;id&gt;</c>: the encoder's files, the extra ones and the manifest. Where that
    /// bundle exists already, it is verified and returned, under its own name and provenance; where it is damaged, it
    /// is replaced.
    /// </summary>
    /// <param name="parentDir">The directory of bundles; made if need be.</param>
    /// <param name="name">What people call it; see <see cref="BundleNames"/>.</param>
    /// <param name="model">The encoder.</param>
    /// <param name="space">The embedding space of its vectors; null for a cross encoder.</param>
    /// <param name="roles">The sides it encodes; empty for a cross encoder.</param>
    /// <param name="provenance">Where it comes from.</param>
    /// <param name="extra">Further files, such as onnx/model.onnx and probes.json.</param>
    /// <exception cref="BundleException">The parts do not fit each other, or the disk cannot be written.</exception>
    public static Bundle Write(
        string parentDir,
        string name,
        EncoderModel model,
        SpaceDefinition? space,
        IReadOnlySet<EncoderRole> roles,
        Provenance provenance,
        IEnumerable<BundleFile> extra)
    {
        ArgumentException.ThrowIfNullOrEmpty(parentDir);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(roles);
        ArgumentNullException.ThrowIfNull(provenance);
        ArgumentNullException.ThrowIfNull(extra);
        var draft = ManifestDraft.Of(BundleNames.Checked(name), model.Validated(), space, roles, provenance);
        var files = BundleLayout.FilesOf(model).Concat(extra);
        return Writable.At(parentDir, () => Write(Path.GetFullPath(parentDir), draft, files));
    }

    private static Bundle Write(string parent, BundleManifest draft, IEnumerable<BundleFile> files)
    {
        using var staging = StagingDirectory.CreateIn(parent);
        var entries = new SortedDictionary<string, FileEntry>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            RequireNew(file.Path, entries);
            staging.Write(file);
            entries.Add(file.Path, FileHash.Of(Path.Combine(staging.Path, file.Path)));
        }

        var manifest = (draft with { Files = entries }).WithId();
        staging.Write(BundleFile.OfText(BundleManifest.FileName, manifest.ToJson()));
        var written = Bundle.Open(staging.Path);
        return Placement.Place(written, Path.Combine(parent, manifest.Id), staging.Publish);
    }

    private static void RequireNew(string path, SortedDictionary<string, FileEntry> entries)
    {
        if (!RelativePath.IsSafe(path) || path == BundleManifest.FileName
            || entries.Keys.Contains(path, StringComparer.OrdinalIgnoreCase))
        {
            throw new BundleException(
                BundleError.Invalid, $"'{path}' cannot be a file of a bundle: it leads out of it, "
                    + "or there is one of that name.");
        }
    }
}
