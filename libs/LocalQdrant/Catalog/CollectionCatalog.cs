using System.Collections.Concurrent;
using System.Collections.Immutable;
using Google.Protobuf.Collections;
using Kale.LocalQdrant.Points;
using Kale.LocalQdrant.Storage;
using Microsoft.Extensions.Logging;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Catalog;

/// <summary>A collection found by name or alias: what is known of it, and its points.</summary>
internal sealed record FoundCollection(string Name, CollectionEntry Entry, Collection Points);

/// <summary>
/// The collections and aliases of a data directory. Readers see one state of all of them; a change is durable in the
/// catalog file before anyone sees it.
/// </summary>
internal sealed class CollectionCatalog : IAsyncDisposable
{
    private readonly LocalQdrantOptions _options;
    private readonly ILogger _logger;
    private readonly DirectoryLock _lock;
    private readonly MemoryTrim _memory;
    private readonly CollectionContext _context;
    private readonly SemaphoreSlim _changes = new(1, 1);
    private readonly ConcurrentDictionary<string, OpenedCollection> _opened = new(StringComparer.Ordinal);
    private CatalogState _state;

    private CollectionCatalog(LocalQdrantOptions options, ILogger logger, DirectoryLock held)
    {
        _options = options;
        _logger = logger;
        _lock = held;
        _memory = new MemoryTrim(TimeProvider.System);
        _context = new CollectionContext(options.CompactionSlackBytes, _memory, logger);
        _state = LoadOrStart(CatalogPath, CollectionsDirectory);
    }

    /// <summary>All collections and aliases at this moment.</summary>
    public CatalogState State => Volatile.Read(ref _state);

    private string CatalogPath => Path.Combine(_options.DataDirectory, "catalog");

    private string CollectionsDirectory => Path.Combine(_options.DataDirectory, "collections");

    /// <summary>Opens a data directory. A damaged collection stays closed and says why; the others are served.</summary>
    /// <exception cref="LocalQdrantException">The directory is in use, or its catalog is damaged or newer.</exception>
    public static CollectionCatalog Open(LocalQdrantOptions options, ILogger logger)
    {
        Directory.CreateDirectory(options.DataDirectory);
        var held = DirectoryLock.Take(options.DataDirectory);
        try
        {
            var catalog = new CollectionCatalog(options, logger, held);
            catalog.OpenCollections();
            return catalog;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Finds a collection that can be used.</summary>
    /// <exception cref="LocalQdrantException">There is none of that name or alias, or its files are damaged.</exception>
    public FoundCollection Find(string name)
    {
        var (found, entry) = FindEntry(name);
        var opened = _opened.GetValueOrDefault(entry.Directory) ?? throw Unknown(name);
        return new FoundCollection(found, entry, opened.Points ?? throw opened.Damage!);
    }

    /// <summary>What is known of a collection, also when its files are damaged.</summary>
    public (string Name, CollectionEntry Entry) FindEntry(string name)
    {
        var state = State;
        var found = state.Resolve(name) ?? throw Unknown(name);
        return (found, state.Collections[found]);
    }

    /// <summary>Why a collection is closed; null when it is open.</summary>
    public LocalQdrantException? DamageOf(CollectionEntry entry) => _opened.GetValueOrDefault(entry.Directory)?.Damage;

    /// <summary>Makes a collection: first its directory, then its name, then it can be found.</summary>
    public async Task CreateAsync(CreateCollection request, CancellationToken cancellation)
    {
        var config = CollectionSettings.ForNew(request);
        using var turn = await TurnAsync(cancellation);
        var state = _state;
        var name = request.CollectionName;
        if (state.Collections.ContainsKey(name) || state.Aliases.ContainsKey(name))
            throw new LocalQdrantException(LocalQdrantError.AlreadyExists, $"Collection `{name}` already exists!");
        var entry = CollectionEntry.New(state.NextDirectory, config);
        var points = Collection.Create(name, PathOf(entry), (int)entry.Vector.Size, _context);
        try
        {
            _opened[entry.Directory] = new OpenedCollection(points);
            Publish(state.Add(name, entry));
        }
        catch
        {
            await RemoveAsync(entry);
            throw;
        }
    }

    public Task UpdateAsync(UpdateCollection request, CancellationToken cancellation) => ChangeAsync(
        state => ChangeEntry(state, request.CollectionName, entry =>
            entry with { Config = CollectionSettings.Updated(entry.Config, request) }),
        cancellation);

    public Task AddIndexAsync(string name, string field, PayloadSchemaInfo info, CancellationToken cancellation) =>
        ChangeAsync(
            state => ChangeEntry(state, name, entry => entry with { Schema = entry.Schema.SetItem(field, info) }),
            cancellation);

    public Task RemoveIndexAsync(string name, string field, CancellationToken cancellation) => ChangeAsync(
        state => ChangeEntry(state, name, entry => entry with { Schema = entry.Schema.Remove(field) }), cancellation);

    public Task ChangeAliasesAsync(RepeatedField<AliasOperations> actions, CancellationToken cancellation) =>
        ChangeAsync(state => AliasChanges.Apply(state, actions), cancellation);

    /// <summary>Deletes a collection and its aliases, then its files.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        using var turn = await TurnAsync(cancellation);
        var entry = _state.Collections.GetValueOrDefault(name) ?? throw Unknown(name);
        Publish(_state.Remove(name));
        await RemoveAsync(entry);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened.Values)
        {
            if (opened.Points is { } points)
                await points.DisposeAsync();
        }
        await _memory.DisposeAsync();
        _lock.Dispose();
    }

    private async Task ChangeAsync(Func<CatalogState, CatalogState> change, CancellationToken cancellation)
    {
        using var turn = await TurnAsync(cancellation);
        Publish(change(_state));
    }

    private async Task<Turn> TurnAsync(CancellationToken cancellation)
    {
        await _changes.WaitAsync(cancellation);
        return new Turn(_changes);
    }

    private void Publish(CatalogState state)
    {
        CatalogFile.Save(CatalogPath, state);
        Volatile.Write(ref _state, state);
    }

    private async Task RemoveAsync(CollectionEntry entry)
    {
        if (_opened.TryRemove(entry.Directory, out var opened) && opened.Points is { } points)
            await points.DisposeAsync();
        Directory.Delete(PathOf(entry), recursive: true);
    }

    private static CatalogState ChangeEntry(
        CatalogState state, string name, Func<CollectionEntry, CollectionEntry> change)
    {
        var found = state.Resolve(name) ?? throw Unknown(name);
        return state with { Collections = state.Collections.SetItem(found, change(state.Collections[found])) };
    }

    private void OpenCollections()
    {
        RemoveLeftovers();
        foreach (var (name, entry) in _state.Collections)
            _opened[entry.Directory] = OpenCollection(name, entry);
    }

    private OpenedCollection OpenCollection(string name, CollectionEntry entry)
    {
        try
        {
            return new OpenedCollection(Collection.Open(name, PathOf(entry), (int)entry.Vector.Size, _context));
        }
        catch (LocalQdrantException e)
        {
            Log.NotOpened(_logger, name, e.Message);
            return new OpenedCollection(null, e);
        }
    }

    // A directory that the catalog does not name was being made or deleted when the process ended.
    private void RemoveLeftovers()
    {
        for (var number = 1; number <= _state.NextDirectory; number++)
        {
            var directory = Path.Combine(CollectionsDirectory, number.ToString());
            if (_state.Collections.Values.Any(entry => PathOf(entry) == directory) || !Directory.Exists(directory))
                continue;
            Directory.Delete(directory, recursive: true);
            Log.LeftoverRemoved(_logger, directory);
        }
    }

    // The first catalog is written before the first collection: a catalog that is missing later was lost.
    private static CatalogState LoadOrStart(string path, string collections)
    {
        if (File.Exists(path))
            return CatalogFile.Load(path);
        if (Directory.Exists(collections))
            throw LocalQdrantException.Damaged(path, 0, $"it is missing, but '{collections}' is there");
        CatalogFile.Save(path, CatalogState.Empty);
        Directory.CreateDirectory(collections);
        Disk.SyncDirectory(Path.GetDirectoryName(path)!);
        return CatalogState.Empty;
    }

    private string PathOf(CollectionEntry entry) => Path.Combine(CollectionsDirectory, entry.Directory);

    private static LocalQdrantException Unknown(string name) =>
        LocalQdrantException.NotFound($"Collection `{name}` doesn't exist!");

    private sealed class Turn(SemaphoreSlim changes) : IDisposable
    {
        public void Dispose() => changes.Release();
    }

    private sealed record OpenedCollection(Collection? Points, LocalQdrantException? Damage = null);
}
