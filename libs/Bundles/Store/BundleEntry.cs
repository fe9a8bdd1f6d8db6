namespace Kale.Bundles;

/// <summary>A bundle in a store as a listing shows it; only its manifest has been read.</summary>
/// <param name="Id">The bundle's id.</param>
/// <param name="Directory">Where it lies.</param>
/// <param name="Names">The names that point to it.</param>
/// <param name="Manifest">What it is; null where the manifest cannot be read.</param>
/// <param name="Problem">Why the manifest cannot be read; null where it can.</param>
public sealed record BundleEntry(
    string Id, string Directory, IReadOnlyList<string> Names, BundleManifest? Manifest, string? Problem)
{
    /// <summary>Since when it is there.</summary>
    public DateTimeOffset Stored => System.IO.Directory.GetLastWriteTimeUtc(Directory);
}
