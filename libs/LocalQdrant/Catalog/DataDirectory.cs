using Kale.Storage;
using Microsoft.Extensions.Logging;

namespace Kale.LocalQdrant.Catalog;

/// <summary>
/// Where everything is: <c>catalog</c>, <c>collections/N</c>, and <c>lock</c>, which is held as long as this is.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly string _path;
    private readonly DirectoryLock _lock;

    private DataDirectory(string path)
    {
        _path = path;
        DurableFile.MakeDirectory(path);
        _lock = DirectoryLock.Take(path);
    }

    private string CatalogPath => Path.Combine(_path, "catalog");

    private string CollectionsPath => Path.Combine(_path, "collections");

    /// <summary>Takes the directory for this process and reads its catalog.</summary>
    /// <exception cref="LocalQdrantException">
    /// It is in use, or the catalog is damaged or of a newer version.
    /// </exception>
    public static (DataDirectory Directory, CatalogState State) Open(string path, ILogger logger)
    {
        var directory = new DataDirectory(path);
        try
        {
            var state = directory.LoadOrStart();
            directory.RemoveLeftovers(state, logger);
            return (directory, state);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public string PathOf(CollectionEntry entry) => PathOf(entry.Directory);

    public void Save(CatalogState state) => CatalogFile.Save(CatalogPath, state);

    public void Dispose() => _lock.Dispose();

    // The first catalog is written before the first collection: a catalog that is missing later was lost.
    private CatalogState LoadOrStart()
    {
        if (File.Exists(CatalogPath))
        {
            var state = CatalogFile.Load(CatalogPath);
            MakeCollections();
            return state;
        }

        if (Directory.Exists(CollectionsPath))
            throw LocalQdrantException.Damaged(CatalogPath, 0, $"it is missing, but '{CollectionsPath}' is there");
        Save(CatalogState.Empty);
        MakeCollections();
        return CatalogState.Empty;
    }

    // Synced though it is there: who made it may have ended before.
    private void MakeCollections()
    {
        Directory.CreateDirectory(CollectionsPath);
        DurableFile.SyncDirectory(_path);
    }

    // A directory that the catalog does not name was being made or deleted when the process ended.
    private void RemoveLeftovers(CatalogState state, ILogger logger)
    {
        var known = state.Collections.Values.Select(entry => entry.Directory).ToHashSet(StringComparer.Ordinal);
        var numbers = Enumerable.Range(1, state.NextDirectory).Select(number => number.ToString());
        foreach (var leftover in numbers.Where(number => !known.Contains(number)))
            Remove(leftover, logger);
    }

    /// <summary>Removes a directory that the catalog names no more; what stays costs room until a restart.</summary>
    public void Remove(string directory, ILogger logger)
    {
        var path = PathOf(directory);
        try
        {
            if (!Directory.Exists(path))
                return;
            Directory.Delete(path, recursive: true);
            Log.LeftoverRemoved(logger, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LeftoverStays(logger, path, e.Message);
        }
    }

    private string PathOf(string directory) => Path.Combine(CollectionsPath, directory);
}
