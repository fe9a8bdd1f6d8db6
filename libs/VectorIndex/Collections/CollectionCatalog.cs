using Kale.VectorIndex.Connection;
using Kale.VectorIndex.Schema;
using Qdrant.Client.Grpc;

namespace Kale.VectorIndex.Collections;

/// <summary>Which collections and builds there are.</summary>
public sealed class CollectionCatalog
{
    private readonly StoreConnection _store;

    internal CollectionCatalog(StoreConnection store) => _store = store;

    /// <summary>The build that answers searches of a collection: one call to the store.</summary>
    /// <exception cref="VectorIndexException">CollectionNotFound, ForeignCollection, or the store's own
    /// errors.</exception>
    public async Task<IndexBuild> GetServingAsync(string collection, CancellationToken cancellation = default) =>
        await FindServingAsync(collection, cancellation) ?? throw NotFound(collection);

    /// <summary>The same, or null when there is none.</summary>
    public async Task<IndexBuild?> FindServingAsync(string collection, CancellationToken cancellation = default)
    {
        CollectionNames.RequireCollection(collection);
        if (await ReadAsync(collection, cancellation) is not { } data) return null;
        return IndexBuild.From(data, CollectionNames.Physical(data.Collection, data.BuildId));
    }

    /// <summary>The build of this id in whatever state it is.</summary>
    /// <exception cref="VectorIndexException">BuildNotFound, or the store's own errors.</exception>
    public async Task<IndexBuild> GetBuildAsync(string buildId, CancellationToken cancellation = default)
    {
        var names = await NamesAsync(cancellation);
        var name = names.FirstOrDefault(name => CollectionNames.IsBuild(name, buildId));
        var build = name is null || buildId.Length == 0 ? null : await ReadAsync(name, cancellation);
        if (build is null)
            throw new VectorIndexException(VectorIndexError.BuildNotFound, $"There is no build '{buildId}'.")
            {
                Subject = buildId,
            };
        return IndexBuild.From(build, (await AliasesAsync(cancellation)).GetValueOrDefault(build.Collection));
    }

    /// <summary>A collection with all its builds.</summary>
    /// <exception cref="VectorIndexException">CollectionNotFound when there is no build, or the store's own
    /// errors.</exception>
    public async Task<IndexCollection> GetAsync(string collection, CancellationToken cancellation = default)
    {
        CollectionNames.RequireCollection(collection);
        var builds = await BuildsAsync(name => CollectionNames.IsBuildOf(name, collection), cancellation);
        return builds.Count > 0 ? new IndexCollection(collection, builds) : throw NotFound(collection);
    }

    /// <summary>The builds of a space that answer searches now, by their collections' names.</summary>
    /// <exception cref="VectorIndexException">The store's own errors.</exception>
    public async Task<IReadOnlyList<IndexBuild>> ListServingAsync(
        string spaceId, CancellationToken cancellation = default) =>
    [
        .. (await ListAsync(cancellation)).SelectMany(collection => collection.Builds)
            .Where(build => build.State == IndexBuildState.Serving && build.Space.SpaceId == spaceId),
    ];

    /// <summary>All collections of this suite, by name. Other collections of the store are left out.</summary>
    public async Task<IReadOnlyList<IndexCollection>> ListAsync(CancellationToken cancellation = default)
    {
        var builds = await BuildsAsync(_ => true, cancellation);
        return
        [
            .. builds.GroupBy(build => build.Collection).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new IndexCollection(group.Key, [.. group])),
        ];
    }

    /// <summary>Counts a build's passages and documents.</summary>
    public async Task<BuildCounts> CountAsync(IndexBuild build, CancellationToken cancellation = default)
    {
        // Every document has exactly one first passage.
        var passages = await CountAsync(build, null, cancellation);
        var documents = await CountAsync(build, Conditions.Match(PassagePayload.Ordinal, 0), cancellation);
        var incomplete = await CountAsync(build, Conditions.Match(PassagePayload.Pending, true), cancellation);
        return new BuildCounts(passages, documents, incomplete);
    }

    internal async Task<IReadOnlyDictionary<string, string>> AliasesAsync(CancellationToken cancellation)
    {
        var aliases = await _store.CallAsync("", client => client.ListAliasesAsync(cancellation), cancellation);
        return aliases.ToDictionary(alias => alias.AliasName, alias => alias.CollectionName);
    }

    internal async Task<IReadOnlyList<IndexBuild>> BuildsAsync(
        Func<string, bool> wanted, CancellationToken cancellation)
    {
        var aliases = await AliasesAsync(cancellation);
        var builds = new List<IndexBuild>();
        foreach (var name in (await NamesAsync(cancellation)).Where(wanted))
        {
            if (await ReadOwnAsync(name, cancellation) is { } data)
                builds.Add(IndexBuild.From(data, aliases.GetValueOrDefault(data.Collection)));
        }
        return
        [
            .. builds.OrderBy(build => build.State == IndexBuildState.Serving ? 0 : 1)
                .ThenByDescending(build => build.Created).ThenBy(build => build.BuildId, StringComparer.Ordinal),
        ];
    }

    private async Task<long> CountAsync(IndexBuild build, Condition? condition, CancellationToken cancellation)
    {
        var filter = condition is null ? null : (Filter)condition;
        var count = await _store.CallAsync(build.PhysicalName,
            client => client.CountAsync(build.PhysicalName, filter, exact: true, cancellationToken: cancellation),
            cancellation);
        return (long)count;
    }

    private Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellation) =>
        _store.CallAsync("", client => client.ListCollectionsAsync(cancellation), cancellation);

    /// <summary>Null when there is no such collection or alias.</summary>
    private async Task<BuildMetadata?> ReadAsync(string name, CancellationToken cancellation)
    {
        return await InfoAsync(name, cancellation) is { } info ? BuildMetadata.Read(name, info.Config.Metadata) : null;
    }

    /// <summary>Null also when it is not of this suite.</summary>
    private async Task<BuildMetadata?> ReadOwnAsync(string name, CancellationToken cancellation)
    {
        var metadata = (await InfoAsync(name, cancellation))?.Config.Metadata;
        return metadata is not null && BuildMetadata.IsOurs(metadata) ? BuildMetadata.Read(name, metadata) : null;
    }

    private async Task<CollectionInfo?> InfoAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return await _store.CallAsync(
                name, client => client.GetCollectionInfoAsync(name, cancellation), cancellation);
        }
        catch (VectorIndexException error) when (error.Code == VectorIndexError.CollectionNotFound)
        {
            return null;
        }
    }

    private static VectorIndexException NotFound(string collection) => new(VectorIndexError.CollectionNotFound,
        $"There is no collection '{collection}'. Index documents into it first, or check the name.")
    { Subject = collection };
}
