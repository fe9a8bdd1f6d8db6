using System.Collections.Concurrent;

namespace Kale.Bundles;

/// <summary>
/// Bundles in a bucket, each file under its bundle's id. A bundle is there when its manifest is, which is put last;
/// nothing is ever put twice; whoever deletes one begins with the manifest. Encoders are loaded from files, so a bundle
/// is fetched into a directory's store before it is used.
/// </summary>
/// <remarks>
/// Every method throws <see cref="BundleException"/> with Unavailable when the bucket does not answer.
/// </remarks>
public sealed class S3BundleStore : IDisposable
{
    // {prefix}/{bundle id}/{file}
    private readonly S3Options _options;
    private readonly S3Objects _objects;
    private readonly ConcurrentDictionary<string, BundleManifest> _manifests = [];

    /// <summary>Uses a bucket; nothing is asked of it yet.</summary>
    public S3BundleStore(S3Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _objects) = (options, new S3Objects(options));
    }

    /// <summary>The manifests of all bundles, by id.</summary>
    public async Task<IReadOnlyList<BundleManifest>> ListAsync(CancellationToken cancel)
    {
        var manifests = new List<BundleManifest>();
        foreach (var id in await IdsAsync(cancel))
        {
            manifests.Add(_manifests.TryGetValue(id, out var known) ? known : await ReadManifestAsync(id, cancel));
        }

        return manifests;
    }

    /// <summary>The id that an id, or the beginning of one that fits only one bundle, stands for.</summary>
    /// <exception cref="BundleException">There is none (NotFound), or several (Ambiguous).</exception>
    public async Task<string> ResolveAsync(string idOrBeginning, CancellationToken cancel) => BundleLookup.Resolve(
        idOrBeginning, new Dictionary<string, string>(), await IdsAsync(cancel), _options.Place);

    /// <summary>The ids of all bundles, and since when each is there.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> StoredAsync(CancellationToken cancel)
    {
        var objects = await _objects.ListAsync($"{_options.Prefix}/bundle-", cancel);
        return IdsOf(objects).ToDictionary(id => id, id => objects[KeyOf(id, BundleManifest.FileName)].Stored);
    }

    /// <summary>Whether anything lies under an id, be it a bundle or what is left of one.</summary>
    public async Task<bool> HoldsAnyOfAsync(string bundleId, CancellationToken cancel) =>
        BundleIds.IsId(bundleId) && (await _objects.ListAsync(KeyOf(bundleId, ""), cancel)).Count > 0;

    /// <summary>
    /// Deletes a bundle, and what is left of one whose deletion was cut short. From the first object on it is there no
    /// more.
    /// </summary>
    /// <param name="bundleId">The whole id.</param>
    /// <param name="cancel">Stops; done again, it goes on.</param>
    public async Task RemoveAsync(string bundleId, CancellationToken cancel)
    {
        var manifest = KeyOf(bundleId, BundleManifest.FileName);
        var keys = (await _objects.ListAsync(KeyOf(bundleId, ""), cancel)).Keys;
        foreach (var key in keys.OrderByDescending(key => key == manifest))
        {
            await _objects.DeleteAsync(key, cancel);
        }

        _manifests.TryRemove(bundleId, out _);
    }

    /// <summary>
    /// Brings a bundle into the bucket; files that are there already stay, also a manifest that describes the same
    /// content otherwise.
    /// </summary>
    /// <exception cref="BundleException">A file of another size lies under a key of the bundle (Corrupt).</exception>
    public async Task PutAsync(Bundle bundle, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var present = await _objects.ListAsync(KeyOf(bundle.Id, ""), cancel);
        foreach (var (file, entry) in bundle.Manifest.Files.Append(ManifestOf(bundle)))
        {
            var key = KeyOf(bundle.Id, file);
            if (!present.TryGetValue(key, out var there))
            {
                await _objects.PutAsync(key, Path.Combine(bundle.Directory, file), entry, cancel);
            }
            else if (there.Size != entry.Size && file != BundleManifest.FileName)
            {
                throw new BundleException(
                    BundleError.Corrupt,
                    $"s3://{_options.Bucket}/{key}: has {there.Size} bytes instead of {entry.Size}. "
                        + "Remove it, and try again.");
            }
        }
    }

    /// <summary>Fetches a bundle into a directory's store, going on where an earlier attempt ended.</summary>
    /// <param name="bundleId">The whole id.</param>
    /// <param name="store">Where it is to lie.</param>
    /// <param name="cancel">Stops; what arrived stays.</param>
    /// <exception cref="BundleException">
    /// The bucket has no such bundle (NotFound), a file's hash is wrong (Corrupt), somebody else is fetching it
    /// (InUse), or the disk cannot be written (NotWritable).
    /// </exception>
    public async Task<Bundle> FetchAsync(string bundleId, BundleStore store, CancellationToken cancel)
    {
        var manifest = await ReadManifestAsync(bundleId, cancel);
        using var incoming = IncomingBundle.Open(store, bundleId);
        if (incoming.Offsets.Count == 0) { await ReceiveAsync(incoming, BundleManifest.FileName, 0, cancel); }
        var here = incoming.Offsets;
        foreach (var (file, entry) in manifest.Files)
        {
            if (here[file] < entry.Size) { await ReceiveAsync(incoming, file, here[file], cancel); }
        }

        return await Task.Run(incoming.Complete, cancel);
    }

    /// <summary>Closes connections.</summary>
    public void Dispose() => _objects.Dispose();

    private async Task ReceiveAsync(IncomingBundle incoming, string file, long offset, CancellationToken cancel)
    {
        await _objects.ReadAsync(KeyOf(incoming.Id, file), offset, piece =>
        {
            incoming.Write(file, offset, piece.Span);
            offset += piece.Length;
        }, cancel);
    }

    private async Task<BundleManifest> ReadManifestAsync(string id, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        var key = KeyOf(id, BundleManifest.FileName);
        await _objects.ReadAsync(key, 0, piece => bytes.Write(piece.Span), cancel);
        var manifest = ManifestFile.Parse($"s3://{_options.Bucket}/{key}", bytes.ToArray());
        return manifest.Id == id ? _manifests[id] = manifest : throw new BundleException(
            BundleError.Corrupt,
            $"s3://{_options.Bucket}/{key}: is the manifest of {manifest.Id}. "
                + $"Remove what lies under {id}, and put the bundle anew.");
    }

    private async Task<IReadOnlyList<string>> IdsAsync(CancellationToken cancel) =>
        [.. IdsOf(await _objects.ListAsync($"{_options.Prefix}/bundle-", cancel)).Order(StringComparer.Ordinal)];

    private IEnumerable<string> IdsOf(Dictionary<string, StoredObject> objects) => objects.Keys
        .Select(key => key[(_options.Prefix.Length + 1)..].Split('/')[0])
        .Distinct()
        .Where(id => BundleIds.IsId(id) && objects.ContainsKey(KeyOf(id, BundleManifest.FileName)));

    // Last, since a bundle is there as soon as its manifest is.
    private static KeyValuePair<string, FileEntry> ManifestOf(Bundle bundle) =>
        KeyValuePair.Create(
            BundleManifest.FileName, FileHash.Of(Path.Combine(bundle.Directory, BundleManifest.FileName)));

    private string KeyOf(string id, string file) => $"{_options.Prefix}/{id}/{file}";
}
