namespace Kale.Bundles;

/// <summary>Checks a bundle's directory against its manifest.</summary>
internal static class BundleFiles
{
    private const string GetAnew = "The bundle is not used; get it anew.";

    public static BundleManifest ReadManifest(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new BundleException(BundleError.NotFound, $"{directory}: no such directory.");
        }

        return File.Exists(Path.Combine(directory, BundleManifest.FileName))
            ? BundleManifest.Read(directory)
            : throw new BundleException(
                BundleError.NotFound, $"{directory}: there is no {BundleManifest.FileName}, so this is no bundle; "
                    + "make one with 'kale import'.");
    }

    public static void Verify(string directory, BundleManifest manifest)
    {
        foreach (var (file, entry) in manifest.Files)
        {
            VerifyFile(Path.Combine(directory, file), entry);
        }

        // A file that no hash covers could change what the directory means to its readers.
        var listed = manifest.Files.Keys.Append(BundleManifest.FileName).ToHashSet(StringComparer.Ordinal);
        if (Visible(directory).FirstOrDefault(file => !listed.Contains(file)) is { } unlisted)
        {
            throw new BundleException(
                BundleError.Corrupt, $"{Path.Combine(directory, unlisted)}: does not belong to the bundle; remove it. "
                    + "Bundles are never changed.");
        }
    }

    public static ProbeSet? ReadProbes(string directory, BundleManifest manifest)
    {
        if (!manifest.Files.ContainsKey(ProbeSet.FileName))
        {
            return null;
        }

        var path = Path.Combine(directory, ProbeSet.FileName);
        var probes = ProbeSet.Read(path);
        if (probes.SpaceId != manifest.SpaceId || probes.Probes[0].Own.Length != manifest.Dims)
        {
            throw new BundleException(
                BundleError.SpaceMismatch,
                $"{path}: the probes are of {probes.SpaceId} ({probes.Probes[0].Own.Length} dims), "
                    + $"the bundle of {manifest.SpaceId} ({manifest.Dims} dims). {GetAnew}");
        }

        return probes;
    }

    private static void VerifyFile(string path, FileEntry entry)
    {
        if (!File.Exists(path))
        {
            throw new BundleException(BundleError.Missing, $"{path}: is missing. {GetAnew}");
        }

        var found = FileHash.Of(path);
        if (found.Size != entry.Size)
        {
            throw new BundleException(
                BundleError.Corrupt, $"{path}: has {found.Size} bytes instead of {entry.Size}. {GetAnew}");
        }

        if (found.Sha256 != entry.Sha256)
        {
            throw new BundleException(
                BundleError.Corrupt, $"{path}: was changed: its sha256 is {found.Sha256}, not {entry.Sha256}. "
                    + $"{GetAnew}");
        }
    }

    // Names that begin with a dot are the file system's and its tools'; no reader of bundles looks at them.
    private static IEnumerable<string> Visible(string directory) =>
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(directory, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part.StartsWith('.')));
}
