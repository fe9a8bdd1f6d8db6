using Kale.Bundles;

namespace Kale.QueryEncoder.Serving;

/// <summary>Finds a bundle by the words of the configuration: a directory, or a name or id in the store.</summary>
internal sealed class BundleSource(string storeDirectory)
{
    /// <exception cref="BundleException">
    /// NotFound while it is not there; anything else is the bundle's fault.
    /// </exception>
    public Bundle Open(string named) => File.Exists(Path.Combine(named, BundleManifest.FileName))
        ? Bundle.Open(named)
        : new BundleStore(storeDirectory).Find(named);
}
