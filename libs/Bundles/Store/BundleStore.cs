using Kale.Storage;

namespace Kale.Bundles;

/// <summary>
/// A directory of bundles, each under its id, with names.json pointing to some of them. Several processes may use it at
/// once; whatever one of them leaves behind when it dies is removed by the next that opens it.
/// </summary>
public sealed class BundleStore
{
    private readonly NameTable _names;

    /// <summary>Opens the store, and makes the directory if need be.</summary>
    /// <exception cref="BundleException">The directory cannot be made.</exception>
    public BundleStore(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        Directory = Path.GetFullPath(directory);
        _names = new NameTable(Directory);
        Writable.At(Directory, () => DurableFile.MakeDirectory(Directory));
        CleanUp();
    }

    /// <summary>Where the bundles lie; <see cref="BundleWriter"/> writes here.</summary>
    public string Directory { get; }

    /// <summary>Name → bundle id.</summary>
    public IReadOnlyDictionary<string, string> Names => _names.Read();

    /// <summary>All bundles by id. Their manifests are read, but no file is verified.</summary>
    public IReadOnlyList<BundleEntry> List()
    {
        var names = _names.Read().ToLookup(name => name.Value, name => name.Key);
        return [.. Ids().Order(StringComparer.Ordinal).Select(id => EntryOf(id, [.. names[id]]))];
    }

    /// <summary>Opens and verifies the bundle of a name, an id, or the beginning of an id that fits only one.</summary>
    /// <exception cref="BundleException">There is none, or several, or its files fail verification.</exception>
    public Bundle Find(string nameOrId) => Bundle.Open(PathOf(Resolve(nameOrId)));

    /// <summary>The id that a name, an id, or the beginning of an id stands for.</summary>
    /// <exception cref="BundleException">There is none, or several.</exception>
    public string Resolve(string nameOrId)
    {
        ArgumentNullException.ThrowIfNull(nameOrId);
        return BundleLookup.Resolve(nameOrId, _names.Read(), Ids(), Directory);
    }

    /// <summary>Whether a bundle of this id is here, be it whole or damaged.</summary>
    public bool Contains(string id) => BundleIds.IsId(id) && System.IO.Directory.Exists(PathOf(id));

    /// <summary>Copies a bundle from elsewhere into the store, verified; one that is there already stays.</summary>
    /// <exception cref="BundleException">It fails verification, or the disk cannot be written.</exception>
    public Bundle Add(string bundleDirectory) =>
        Writable.At(Directory, () => BundleCopy.Into(Directory, Bundle.Open(bundleDirectory)));

    /// <summary>Lets a name point to a bundle from now on.</summary>
    /// <exception cref="BundleException">The name is not allowed, or there is no such bundle.</exception>
    public void SetName(string name, string nameOrId)
    {
        BundleNames.Checked(name);
        Change(names =>
        {
            names[name] = Resolve(nameOrId);
            return true;
        });
    }

    /// <summary>Forgets a name; the bundle stays. False where there was no such name.</summary>
    public bool RemoveName(string name)
    {
        var removed = false;
        Change(names => removed = names.Remove(name));
        return removed;
    }

    /// <summary>Removes a bundle that no name points to.</summary>
    /// <exception cref="BundleException">There is none, or it still has a name.</exception>
    public void Remove(string nameOrId) => Change(names =>
    {
        var id = Resolve(nameOrId);
        if (names.Where(name => name.Value == id).Select(name => name.Key).ToList() is { Count: > 0 } inUse)
        {
            throw new BundleException(BundleError.InUse, $"{id} is still named {string.Join(", ", inUse)}; "
                + "remove the name first.");
        }

        RemovedDirectory.Remove(PathOf(id));
        return false;
    });

    private void CleanUp()
    {
        try
        {
            StagingDirectory.RemoveAbandoned(Directory);
            RemovedDirectory.Finish(Directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A reader may not write here, or cannot delete what another user left: it takes only room.
        }
    }

    private void Change(Func<SortedDictionary<string, string>, bool> change) => Writable.At(Directory, () =>
    {
        _names.Change(change);
        return true;
    });

    private IEnumerable<string> Ids() =>
        System.IO.Directory.EnumerateDirectories(Directory, "bundle-*").Select(path => Path.GetFileName(path));

    private string PathOf(string id) => Path.Combine(Directory, id);

    private BundleEntry EntryOf(string id, IReadOnlyList<string> names)
    {
        try
        {
            return new BundleEntry(id, PathOf(id), names, BundleFiles.ReadManifest(PathOf(id)), null);
        }
        catch (BundleException e)
        {
            return new BundleEntry(id, PathOf(id), names, null, e.Message);
        }
    }
}
