namespace Kale.Bundles;

/// <summary>Copies a bundle, byte for byte, whole or not at all.</summary>
internal static class BundleCopy
{
    public static Bundle Into(string parent, Bundle source)
    {
        var destination = Path.Combine(parent, source.Id);
        if (Placement.WholeAt(destination) is { } there)
        {
            return there;
        }

        using var staging = StagingDirectory.CreateIn(parent);
        foreach (var file in source.Manifest.Files.Keys.Append(BundleManifest.FileName))
        {
            staging.Write(CopyOf(source.Directory, file));
        }

        return Placement.Place(Bundle.Open(staging.Path), destination, staging.Publish);
    }

    private static BundleFile CopyOf(string directory, string file) => new(file, target =>
    {
        using var stream = FileAccessor.OpenRead(Path.Combine(directory, file));
        stream.CopyTo(target);
    });
}
