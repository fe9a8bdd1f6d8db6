using Kale.Bundles;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Registry;

/// <summary>
/// The registry's own store of bundles: a directory, since other services of one process may use other directories, and
/// where one is configured a bucket behind it, which every gateway of a suite shares.
/// </summary>
internal sealed class RegistryBundles(IOptions<GatewayOptions> options, IOptions<S3Options> s3) : IDisposable
{
    private readonly S3BundleStore? _bucket = s3.Value.IsSet ? new S3BundleStore(s3.Value) : null;

    public BundleStore Store { get; } = new(options.Value.BundleStore);

    /// <summary>Opens and verifies a bundle, fetched first where only the bucket has it.</summary>
    public async Task<Bundle> OpenAsync(string nameOrId, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(() => Store.Find(nameOrId), cancellation);
        }
        catch (BundleException error) when (error.Code == BundleError.NotFound && _bucket is not null)
        {
            return await _bucket.FetchAsync(await _bucket.ResolveAsync(nameOrId, cancellation), Store, cancellation);
        }
    }

    /// <summary>
    /// The same for a bundle that a space or a route is to name: it is in the bucket when this returns.
    /// </summary>
    public async Task<Bundle> KeepAsync(string nameOrId, CancellationToken cancellation) =>
        await KeepAsync(await OpenAsync(nameOrId, cancellation), cancellation);

    /// <summary>Brings a bundle of the directory into the bucket, if there is one.</summary>
    public async Task<Bundle> KeepAsync(Bundle bundle, CancellationToken cancellation)
    {
        if (_bucket is not null)
            await _bucket.PutAsync(bundle, cancellation);
        return bundle;
    }

    /// <summary>The manifest of a bundle in the directory, or null.</summary>
    public BundleManifest? Find(string id) => Store.List().FirstOrDefault(entry => entry.Id == id)?.Manifest;

    /// <summary>
    /// A bundle of the directory, kept in the bucket too; null where it is not there, or a file of it is missing or
    /// changed.
    /// </summary>
    public async Task<Bundle?> FindWholeAsync(string id, CancellationToken cancellation)
    {
        try
        {
            return Find(id) is null ? null : await KeepAsync(id, cancellation);
        }
        catch (BundleException error) when (error.Code is BundleError.Corrupt or BundleError.Missing)
        {
            return null;
        }
    }

    /// <summary>The manifests of all bundles, wherever they are.</summary>
    public async Task<IEnumerable<BundleManifest>> ListAsync(CancellationToken cancellation)
    {
        var here = Store.List().Select(entry => entry.Manifest).OfType<BundleManifest>();
        return _bucket is null ? here : here.UnionBy(await _bucket.ListAsync(cancellation), manifest => manifest.Id);
    }

    public void Dispose() => _bucket?.Dispose();
}
