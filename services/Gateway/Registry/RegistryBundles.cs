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
    public async Task<IEnumerable<BundleManifest>> ListAsync(CancellationToken cancellation) =>
        (await ListStoredAsync(cancellation)).Select(bundle => bundle.Manifest);

    /// <summary>All bundles, wherever they are, and since when: the later time of one that is in both places.</summary>
    public async Task<IReadOnlyList<StoredBundle>> ListStoredAsync(CancellationToken cancellation)
    {
        var here = Store.List().Where(entry => entry.Manifest is not null)
            .Select(entry => new StoredBundle(entry.Manifest!, entry.Stored));
        return [.. here.Concat(await InBucketAsync(cancellation))
            .GroupBy(bundle => bundle.Manifest.Id)
            .Select(places => places.First() with { Stored = places.Max(place => place.Stored) })];
    }

    /// <summary>
    /// The id that a name, an id, or the beginning of one stands for, wherever the bundle is.
    /// </summary>
    /// <exception cref="BundleException">There is none, or several.</exception>
    public async Task<string> ResolveAsync(string nameOrId, CancellationToken cancellation)
    {
        try
        {
            return Store.Resolve(nameOrId);
        }
        catch (BundleException error) when (error.Code == BundleError.NotFound && _bucket is not null)
        {
            return await _bucket.ResolveAsync(nameOrId, cancellation);
        }
    }

    /// <summary>The same for one that is to go; what is left of one in the bucket is there to go too.</summary>
    /// <exception cref="BundleException">There is none, or several.</exception>
    public async Task<string> ResolveForRemovalAsync(string nameOrId, CancellationToken cancellation)
    {
        try
        {
            return await ResolveAsync(nameOrId, cancellation);
        }
        catch (BundleException error) when (error.Code == BundleError.NotFound && _bucket is not null)
        {
            if (!await _bucket.HoldsAnyOfAsync(nameOrId, cancellation))
                throw;
            return nameOrId;
        }
    }

    /// <summary>Whether it is where a space or a route that names it will look for it.</summary>
    public async Task<bool> IsThereAsync(string id, CancellationToken cancellation) =>
        Store.Contains(id) && (_bucket is null || (await _bucket.StoredAsync(cancellation)).ContainsKey(id));

    /// <summary>
    /// Deletes a bundle from the directory and the bucket; in each it is whole or not there. Cut short, it may still be
    /// in the bucket, and is deleted when the call is repeated.
    /// </summary>
    /// <returns>The bytes of its files.</returns>
    public async Task<long> RemoveAsync(string id, CancellationToken cancellation)
    {
        var stored = (await ListStoredAsync(cancellation)).FirstOrDefault(bundle => bundle.Manifest.Id == id);
        if (Store.Contains(id))
            await Task.Run(() => Store.Remove(id), cancellation);
        if (_bucket is not null)
            await _bucket.RemoveAsync(id, cancellation);
        return stored?.Bytes ?? 0;
    }

    public void Dispose() => _bucket?.Dispose();

    private async Task<IEnumerable<StoredBundle>> InBucketAsync(CancellationToken cancellation)
    {
        if (_bucket is null)
            return [];
        var stored = await _bucket.StoredAsync(cancellation);
        return (await _bucket.ListAsync(cancellation))
            .Select(manifest => new StoredBundle(manifest, stored.GetValueOrDefault(manifest.Id)));
    }
}

/// <summary>A bundle of the registry, and since when it is there.</summary>
internal sealed record StoredBundle(BundleManifest Manifest, DateTimeOffset Stored)
{
    public long Bytes => Manifest.Files.Values.Sum(file => file.Size);
}
