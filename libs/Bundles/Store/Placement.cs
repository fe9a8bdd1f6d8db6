using Kale.Storage;

namespace Kale.Bundles;

/// <summary>
/// Brings a whole bundle to where it belongs. One that is there already stays, unless a file of it is missing or
/// changed: then the new one takes its place, and whatever names the bundle finds it again.
/// </summary>
internal static class Placement
{
    private const string RepairLock = ".repair.lock";

    /// <param name="arrived">The new one, verified where it was written.</param>
    /// <param name="destination">The directory of its id.</param>
    /// <param name="publish">Renames the new one to there; false where there is one.</param>
    /// <exception cref="BundleException">What is there cannot be read.</exception>
    public static Bundle Place(Bundle arrived, string destination, Func<string, bool> publish)
    {
        if (publish(destination)) { return At(destination, arrived); }
        if (Whole(destination) is { } there) { return there; }
        using var held = FileLock.Wait(Path.Combine(Path.GetDirectoryName(destination)!, RepairLock));
        if (Directory.Exists(destination) && Whole(destination) is null)
        {
            RemovedDirectory.Remove(destination);
        }

        return publish(destination) ? At(destination, arrived) : Bundle.Open(destination);
    }

    /// <summary>The bundle that is there; null where there is none, or a damaged one.</summary>
    public static Bundle? WholeAt(string destination) => Directory.Exists(destination) ? Whole(destination) : null;

    private static Bundle At(string destination, Bundle arrived) => new(destination, arrived.Manifest, arrived.Probes);

    // Files that cannot be read now are not known to be wrong.
    private static Bundle? Whole(string destination)
    {
        try
        {
            return Bundle.Open(destination);
        }
        catch (BundleException error) when (error.Code is BundleError.Corrupt or BundleError.Missing
            || !File.Exists(Path.Combine(destination, BundleManifest.FileName)))
        {
            return null;
        }
    }
}
