namespace Kale.Bundles;

/// <summary>A verified bundle on disk: an encoder with its files, its embedding space and its probes.</summary>
public sealed class Bundle
{
    internal Bundle(string directory, BundleManifest manifest, ProbeSet? probes) =>
        (Directory, Manifest, Probes) = (directory, manifest, probes);

    /// <summary>Where it lies.</summary>
    public string Directory { get; }

    /// <summary>What it is.</summary>
    public BundleManifest Manifest { get; }

    /// <summary>The bundle's id.</summary>
    public string Id => Manifest.Id;

    /// <summary>The texts and vectors that prove its space; null where it has none.</summary>
    public ProbeSet? Probes { get; }

    /// <summary>Opens a directory after checking its manifest and every file's size and hash.</summary>
    /// <exception cref="BundleException">
    /// A file is missing, changed or too many; the message names it and says what to do.
    /// </exception>
    public static Bundle Open(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var full = Path.GetFullPath(directory);
        var manifest = BundleFiles.ReadManifest(full);
        BundleFiles.Verify(full, manifest);
        return new Bundle(full, manifest, BundleFiles.ReadProbes(full, manifest));
    }

    /// <summary>Whether the bundle has a file of this path.</summary>
    public bool Has(string file) => Manifest.Files.ContainsKey(file);

    /// <summary>Where a file of the bundle lies.</summary>
    /// <exception cref="BundleException">The bundle has no such file.</exception>
    public string PathOf(string file) => Has(file) ? Path.Combine(Directory, file) : throw new BundleException(
        BundleError.Missing, $"{Manifest.Name} ({Id}) has no file '{file}'; it has "
            + $"{string.Join(", ", Manifest.Files.Keys)}.");

    /// <summary>Reads the encoder into memory.</summary>
    /// <exception cref="BundleException">Its files do not make the encoder that the manifest names.</exception>
    public EncoderModel LoadModel()
    {
        var model = HuggingFaceImporter.Import(Directory) with { LayersKept = Manifest.LayersKept };
        ManifestDraft.RequireTrue(Directory, Manifest, model);
        return model;
    }
}
