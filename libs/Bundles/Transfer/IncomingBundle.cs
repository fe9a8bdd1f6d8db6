namespace Kale.Bundles;

/// <summary>
/// A bundle that arrives in pieces: kept beside the bundles of a store until all of it is there and verified, over as
/// many attempts as it takes. The manifest comes first and says which bytes may follow.
/// </summary>
public sealed class IncomingBundle : IDisposable
{
    private const int MaxManifestBytes = 1024 * 1024;
    private readonly string _store;
    private readonly string _id;
    private readonly long _maxBytes;
    private readonly IncomingDirectory _directory;
    private BundleManifest? _manifest;
    private long _missing;

    private IncomingBundle(string store, string id, long maxBytes, IncomingDirectory directory) =>
        (_store, _id, _maxBytes, _directory) = (store, id, maxBytes, directory);

    /// <summary>Begins to receive a bundle, or goes on where an earlier attempt ended.</summary>
    /// <param name="store">Where it is to lie.</param>
    /// <param name="bundleId">The whole id.</param>
    /// <param name="maxBytes">Of all files together; a manifest that says more is refused.</param>
    /// <exception cref="BundleException">
    /// The id is none (Invalid), somebody else is receiving it (InUse), or the disk cannot be written (NotWritable).
    /// </exception>
    public static IncomingBundle Open(BundleStore store, string bundleId, long maxBytes = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (!BundleIds.IsId(bundleId))
        {
            throw new BundleException(
                BundleError.Invalid, $"'{bundleId}' is no bundle's id: 'bundle-' and 32 hex digits.");
        }

        return Writable.At(store.Directory, () =>
        {
            var directory = IncomingDirectory.Open(store.Directory, bundleId);
            try
            {
                var incoming = new IncomingBundle(store.Directory, bundleId, maxBytes, directory);
                incoming.GoOn();
                return incoming;
            }
            catch
            {
                directory.Dispose();
                throw;
            }
        });
    }

    /// <summary>The bundle's id.</summary>
    public string Id => _id;

    /// <summary>Bytes that are here of each file.</summary>
    public IReadOnlyDictionary<string, long> Offsets =>
        Expected().ToDictionary(file => file, file => _directory.LengthOf(file));

    /// <summary>Whether the last byte is here.</summary>
    public bool IsComplete => _manifest is not null && _missing == 0;

    /// <summary>Adds the next bytes of a file.</summary>
    /// <exception cref="BundleException">
    /// They do not follow, or belong to no file of the bundle; or the disk is full.
    /// </exception>
    public void Write(string path, long offset, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path == BundleManifest.FileName)
        {
            Begin(data);
            return;
        }

        RequireNext(path, offset, data.Length);
        _directory.Append(path, data);
        _missing -= data.Length;
    }

    /// <summary>Verifies every file and moves the bundle into the store.</summary>
    /// <exception cref="BundleException">
    /// A file's hash is wrong: that file is thrown away, so that another attempt sends it anew.
    /// Or something is missing.
    /// </exception>
    public Bundle Complete()
    {
        var manifest = _manifest ?? throw NoManifest();
        foreach (var (path, entry) in manifest.Files)
        {
            RequireHash(path, entry);
        }

        var arrived = Bundle.Open(_directory.Path);
        return Writable.At(_store, () =>
        {
            var bundle = Placement.Place(arrived, Path.Combine(_store, _id), _directory.Publish);
            _directory.RemoveRest();
            return bundle;
        });
    }

    /// <summary>Lets others go on; what arrived stays.</summary>
    public void Dispose()
    {
        if (_manifest is null && Directory.Exists(_directory.Path))
            _directory.RemoveIfEmpty();
        _directory.Dispose();
    }

    private IEnumerable<string> Expected() =>
        _manifest is null ? [] : _manifest.Files.Keys.Append(BundleManifest.FileName);

    private void Begin(ReadOnlySpan<byte> manifest)
    {
        if (_manifest is not null) { return; }
        if (manifest.Length > MaxManifestBytes)
        {
            throw new BundleException(BundleError.Invalid, $"A manifest of {manifest.Length} bytes is too large.");
        }

        var read = ManifestFile.Parse($"{BundleManifest.FileName} of {_id}", manifest.ToArray());
        if (read.Id != _id)
        {
            throw new BundleException(
                BundleError.Corrupt,
                $"The manifest that arrived is that of {read.Id}, not of {_id}. Send the bundle anew.");
        }

        if (read.Files.Values.Sum(file => (decimal)file.Size) is var bytes && bytes > _maxBytes)
        {
            throw new BundleException(
                BundleError.Invalid, $"{_id} has {bytes} bytes; this store takes bundles of at most {_maxBytes}.");
        }

        _directory.Replace(BundleManifest.FileName, manifest.ToArray());
        Accept(read);
    }

    /// <summary>Goes on with what is here; what a crash left without a manifest that can be read begins anew.</summary>
    private void GoOn()
    {
        if (ReadManifest() is { } manifest && manifest.Id == _id)
            Accept(manifest);
        else
            _directory.Clear();
    }

    private void Accept(BundleManifest manifest)
    {
        foreach (var (path, entry) in manifest.Files)
        {
            if (_directory.LengthOf(path) > entry.Size) { _directory.Remove(path); }
        }
        _missing = manifest.Files.Sum(file => file.Value.Size - _directory.LengthOf(file.Key));
        _manifest = manifest;
    }

    private BundleManifest? ReadManifest()
    {
        var path = _directory.PathOf(BundleManifest.FileName);
        try
        {
            return File.Exists(path) ? ManifestFile.Read(path) : null;
        }
        catch (BundleException error) when (error.Code is not BundleError.NotFound)
        {
            return null;
        }
    }

    private void RequireNext(string path, long offset, int length)
    {
        var entry = (_manifest ?? throw NoManifest()).Files.GetValueOrDefault(path)
            ?? throw new BundleException(BundleError.Invalid, $"{_id} has no file '{path}'.");
        var here = _directory.LengthOf(path);
        if (offset != here || offset + length > entry.Size)
        {
            throw new BundleException(
                BundleError.Invalid,
                $"{path}: bytes {offset} to {offset + length} do not follow: {here} of {entry.Size} are here.");
        }
    }

    private void RequireHash(string path, FileEntry entry)
    {
        _directory.Finish(path);
        if (FileHash.Of(_directory.PathOf(path)) != entry)
        {
            _missing += _directory.LengthOf(path);
            _directory.Remove(path);
            throw new BundleException(
                BundleError.Corrupt,
                $"{path}: the bytes that arrived are not those of {_id}; they were thrown away. Send the file anew.");
        }
    }

    private BundleException NoManifest() =>
        new(BundleError.Invalid, $"{_id}: send {BundleManifest.FileName} first; it says which files follow.");
}
