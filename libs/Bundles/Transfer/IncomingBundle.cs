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
    private readonly IncomingDirectory _directory;
    private BundleManifest? _manifest;

    private IncomingBundle(string store, string id, IncomingDirectory directory)
    {
        (_store, _id, _directory) = (store, id, directory);
        _manifest = File.Exists(_directory.PathOf(BundleManifest.FileName))
            ? BundleManifest.Read(directory.Path)
            : null;
    }

    /// <summary>Begins to receive a bundle, or goes on where an earlier attempt ended.</summary>
    /// <exception cref="BundleException">
    /// The id is none (Invalid), somebody else is receiving it (InUse), or the disk cannot be written (NotWritable).
    /// </exception>
    public static IncomingBundle Open(BundleStore store, string bundleId)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (!BundleIds.IsId(bundleId))
        {
            throw new BundleException(
                BundleError.Invalid, $"'{bundleId}' is no bundle's id: 'bundle-' and 32 hex digits.");
        }

        return Writable.At(store.Directory, () =>
            new IncomingBundle(store.Directory, bundleId, IncomingDirectory.Open(store.Directory, bundleId)));
    }

    /// <summary>The bundle's id.</summary>
    public string Id => _id;

    /// <summary>Bytes that are here of each file.</summary>
    public IReadOnlyDictionary<string, long> Offsets =>
        Expected().ToDictionary(file => file, file => _directory.LengthOf(file));

    /// <summary>Whether the last byte is here.</summary>
    public bool IsComplete =>
        _manifest is not null && _manifest.Files.All(file => _directory.LengthOf(file.Key) == file.Value.Size);

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

        Bundle.Open(_directory.Path);
        var destination = Path.Combine(_store, _id);
        Writable.At(_store, () => _directory.Publish(destination));
        return Bundle.Open(destination);
    }

    /// <summary>Lets others go on; what arrived stays.</summary>
    public void Dispose() => _directory.Dispose();

    private IEnumerable<string> Expected() =>
        _manifest is null ? [] : _manifest.Files.Keys.Append(BundleManifest.FileName);

    private void Begin(ReadOnlySpan<byte> manifest)
    {
        if (_manifest is not null) { return; }
        if (manifest.Length > MaxManifestBytes)
        {
            throw new BundleException(BundleError.Invalid, $"A manifest of {manifest.Length} bytes is too large.");
        }

        _directory.Replace(BundleManifest.FileName, manifest);
        var read = ReadManifest();
        if (read?.Id != _id)
        {
            _directory.Remove(BundleManifest.FileName);
            throw new BundleException(
                BundleError.Corrupt, $"The manifest that arrived is not the one of {_id}. Send the bundle anew.");
        }

        _manifest = read;
    }

    private BundleManifest? ReadManifest()
    {
        try
        {
            return BundleManifest.Read(_directory.Path);
        }
        catch (BundleException error) when (error.Code is BundleError.Corrupt)
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
            _directory.Remove(path);
            throw new BundleException(
                BundleError.Corrupt,
                $"{path}: the bytes that arrived are not those of {_id}; they were thrown away. Send the file anew.");
        }
    }

    private BundleException NoManifest() =>
        new(BundleError.Invalid, $"{_id}: send {BundleManifest.FileName} first; it says which files follow.");
}
