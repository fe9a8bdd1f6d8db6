using System.Collections.Concurrent;
using Google.Protobuf.Collections;
using Kale.LocalQdrant.Points;
using Microsoft.Extensions.Logging;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Catalog;

/// <summary>A collection found by name or alias: what is known of it, and its points.</summary>
internal sealed record FoundCollection(CollectionEntry Entry, Collection Points);

/// <summary>
/// The collections and aliases of a data directory. Readers see one state of all of them; a change is durable in the
/// catalog file before anyone sees it.
/// </summary>
internal sealed class CollectionCatalog : IAsyncDisposable
{
    private readonly DataDirectory _directory;
    private readonly CollectionContext _context;
    private readonly SemaphoreSlim _changes = new(1, 1);
    private readonly ConcurrentDictionary<string, OpenedCollection> _opened = new(StringComparer.Ordinal);
    private CatalogState _state;

    private CollectionCatalog(DataDirectory directory, CatalogState state, CollectionContext context)
    {
        _directory = directory;
        _state = state;
        _context = context;
    }

    /// <summary>All collections and aliases at this moment.</summary>
    public CatalogState State => Volatile.Read(ref _state);

    /// <summary>
    /// Opens a data directory. A damaged collection stays closed and says why; the others are served.
    /// </summary>
    /// <exception cref="LocalQdrantException">The directory is in use, or its catalog is damaged or newer.</exception>
    public static CollectionCatalog Open(LocalQdrantOptions options, ILogger logger)
    {
        var (directory, state) = DataDirectory.Open(options.DataDirectory, logger);
        var context = new CollectionContext(options.CompactionSlackBytes, new MemoryTrim(TimeProvider.System), logger);
        var catalog = new CollectionCatalog(directory, state, context);
        foreach (var (name, entry) in state.Collections)
            catalog._opened[entry.Directory] = catalog.OpenCollection(name, entry);
        return catalog;
    }

    /// <summary>Finds a collection that can be used.</summary>
    /// <exception cref="LocalQdrantException">There is none of that name, or its files are damaged.</exception>
    public FoundCollection Find(string name)
    {
        var (_, entry) = FindEntry(name);
        var opened = _opened.GetValueOrDefault(entry.Directory) ?? throw Unknown(name);
        return new FoundCollection(entry, opened.Points ?? throw opened.Damage!);
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
        var name = request.CollectionName;
        if (_state.Collections.ContainsKey(name) || _state.Aliases.ContainsKey(name))
            throw new LocalQdrantException(LocalQdrantError.AlreadyExists, $"Collection `{name}` already exists!");
        var entry = CollectionEntry.New(_state.NextDirectory, config);
        var points = Collection.Create(name, _directory.PathOf(entry), (int)entry.Vector.Size, _context);
        _opened[entry.Directory] = new OpenedCollection(points, null);
        try
        {
            Publish(_state.Add(name, entry));
        }
        catch
        {
            await RemoveAsync(entry);
            throw;
        }
    }

    public Task UpdateAsync(UpdateCollection request, CancellationToken cancellation) => ChangeEntryAsync(
        request.CollectionName,
        entry => entry with { Config = CollectionSettings.Updated(entry.Config, request) },
        cancellation);

    public Task AddIndexAsync(string name, string field, PayloadSchemaInfo info, CancellationToken cancellation) =>
        ChangeEntryAsync(name, entry => entry with { Schema = entry.Schema.SetItem(field, info) }, cancellation);

    public Task RemoveIndexAsync(string name, string field, CancellationToken cancellation) =>
        ChangeEntryAsync(name, entry => entry with { Schema = entry.Schema.Remove(field) }, cancellation);

    public async Task ChangeAliasesAsync(RepeatedField<AliasOperations> actions, CancellationToken cancellation)
    {
        using var turn = await TurnAsync(cancellation);
        Publish(AliasChanges.Apply(_state, actions));
    }

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
        await _context.Memory.DisposeAsync();
        _directory.Dispose();
    }

    private async Task ChangeEntryAsync(
        string name, Func<CollectionEntry, CollectionEntry> change, CancellationToken cancellation)
    {
        using var turn = await TurnAsync(cancellation);
        var (found, entry) = FindEntry(name);
        Publish(_state with { Collections = _state.Collections.SetItem(found, change(entry)) });
    }

    private async Task<Turn> TurnAsync(CancellationToken cancellation)
    {
        await _changes.WaitAsync(cancellation);
        return new Turn(_changes);
    }

    private void Publish(CatalogState state)
    {
        _directory.Save(state);
        Volatile.Write(ref _state, state);
    }

    private async Task RemoveAsync(CollectionEntry entry)
    {
        if (_opened.TryRemove(entry.Directory, out var opened) && opened.Points is { } points)
            await points.DisposeAsync();
        _directory.Remove(entry.Directory, _context.Logger);
    }

    private OpenedCollection OpenCollection(string name, CollectionEntry entry)
    {
        try
        {
            var points = Collection.Open(name, _directory.PathOf(entry), (int)entry.Vector.Size, _context);
            return new OpenedCollection(points, null);
        }
        catch (LocalQdrantException e)
        {
            return Closed(name, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Closed(name, LocalQdrantException.Unreadable(e));
        }
    }

    private OpenedCollection Closed(string name, LocalQdrantException damage)
    {
        Log.NotOpened(_context.Logger, name, damage.Message);
        return new OpenedCollection(null, damage);
    }

    private static LocalQdrantException Unknown(string name) =>
        LocalQdrantException.NotFound($"Collection `{name}` doesn't exist!");

    private sealed class Turn(SemaphoreSlim changes) : IDisposable
    {
        public void Dispose() => changes.Release();
    }

    /// <summary>A collection's points, or why they are not there.</summary>
    private sealed record OpenedCollection(Collection? Points, LocalQdrantException? Damage);
}
