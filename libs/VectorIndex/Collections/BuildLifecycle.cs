using Kale.VectorIndex.Connection;
using Kale.VectorIndex.Schema;
using Qdrant.Client.Grpc;

namespace Kale.VectorIndex.Collections;

/// <summary>
/// Making, committing, rolling back and dropping builds. The alias is the only truth about what serves, and it moves in
/// one operation of the store; whatever is interrupted may be repeated. Two commits of one collection at the same
/// moment from two processes are not ordered by anything: the later one serves.
/// </summary>
public sealed class BuildLifecycle
{
    private const string FirstRequestId = "first";

    private readonly StoreConnection _store;
    private readonly CollectionCatalog _catalog;
    private readonly CollectionMaker _maker;
    private readonly Gates _gates = new();

    internal BuildLifecycle(StoreConnection store, CollectionCatalog catalog)
    {
        _store = store;
        _catalog = catalog;
        _maker = new CollectionMaker(store);
    }

    /// <summary>
    /// A new physical collection beside the serving one, or the one that the same request made before.
    /// </summary>
    /// <exception cref="VectorIndexException">SpaceMismatch when that one has another space; InvalidName.</exception>
    public Task<IndexBuild> StartAsync(BuildRequest request, CancellationToken cancellation = default) =>
        AloneAsync(() => StartCoreAsync(request, cancellation), cancellation);

    /// <summary>
    /// The serving build; an empty one is made and committed when the collection does not exist. Callers that race get
    /// the same build.
    /// </summary>
    /// <exception cref="VectorIndexException">SpaceMismatch when it serves another space.</exception>
    public Task<IndexBuild> EnsureServingAsync(BuildRequest request, CancellationToken cancellation = default) =>
        AloneAsync(async () =>
        {
            var serving = await _catalog.FindServingAsync(request.Collection, cancellation);
            if (serving is null)
            {
                var first = await StartCoreAsync(request with { RequestId = FirstRequestId }, cancellation);
                serving = await MoveAliasAsync(first, null, cancellation);
            }
            return serving.RequireSpace(request.Space);
        }, cancellation);

    /// <summary>
    /// Verifies a build and moves the collection's alias to it. Committing what serves already changes nothing.
    /// </summary>
    /// <exception cref="VectorIndexException">BuildNotFound, CountMismatch, IncompleteDocuments,
    /// SpaceMismatch.</exception>
    public Task<AliasMove> CommitAsync(
        string buildId, CommitConditions conditions, CancellationToken cancellation = default) =>
        AloneAsync(async () =>
        {
            var build = await _catalog.GetBuildAsync(buildId, cancellation);
            if (build.State == IndexBuildState.Serving)
                return new AliasMove(build, await PreviousAsync(build, cancellation));
            var serving = await _catalog.FindServingAsync(build.Collection, cancellation);
            if (serving is not null && !conditions.AllowSpaceChange) build.RequireSpace(serving.Space);
            conditions.Require(build, await _catalog.CountAsync(build, cancellation));
            await UpdateAsync(build, BuildMetadata.PreviousUpdate(serving?.BuildId), cancellation);
            return await SwitchAsync(build with { PreviousBuildId = serving?.BuildId }, serving, cancellation);
        }, cancellation);

    /// <summary>Moves the alias back to the build that served before the last commit.</summary>
    /// <exception cref="VectorIndexException">CollectionNotFound, NothingToRollBack.</exception>
    public Task<AliasMove> RollbackAsync(string collection, CancellationToken cancellation = default) =>
        AloneAsync(async () =>
        {
            var serving = await _catalog.GetServingAsync(collection, cancellation);
            var previous = await PreviousAsync(serving, cancellation) ?? throw NothingToRollBack(serving);
            return await SwitchAsync(previous, serving, cancellation);
        }, cancellation);

    /// <summary>Drops a build that never served.</summary>
    /// <exception cref="VectorIndexException">BuildNotFound, BuildIsServing, BuildIsRetired.</exception>
    public Task<IndexBuild> AbortAsync(string buildId, CancellationToken cancellation = default) =>
        AloneAsync(async () =>
        {
            var build = await _catalog.GetBuildAsync(buildId, cancellation);
            if (build.State != IndexBuildState.Building) throw NotAbortable(build);
            await DropAsync(build, cancellation);
            return build;
        }, cancellation);

    /// <summary>Drops a collection's retired builds but the newest ones and the one a rollback would go to.</summary>
    /// <returns>What was dropped.</returns>
    public Task<IReadOnlyList<IndexBuild>> PruneAsync(
        string collection, int keep, CancellationToken cancellation = default) =>
        AloneAsync<IReadOnlyList<IndexBuild>>(async () =>
        {
            var found = await _catalog.GetAsync(collection, cancellation);
            var dropped = found.Builds
                .Where(build => build.State == IndexBuildState.Retired)
                .Where(build => build.BuildId != found.Serving?.PreviousBuildId)
                .OrderByDescending(build => build.Retired).Skip(Math.Max(0, keep - 1)).ToList();
            foreach (var build in dropped) await DropAsync(build, cancellation);
            return dropped;
        }, cancellation);

    private async Task<IndexBuild> StartCoreAsync(BuildRequest request, CancellationToken cancellation)
    {
        CollectionNames.RequireCollection(request.Collection);
        var builds =
            await _catalog.BuildsAsync(name => CollectionNames.IsBuildOf(name, request.Collection), cancellation);
        var same = builds.FirstOrDefault(build => build.RequestId == request.RequestId);
        if (same is not null) same.RequireSpace(request.Space);

        var id = same?.BuildId ?? CollectionNames.BuildId(request.Collection, request.RequestId, request.Space);
        var data = new BuildMetadata(request.Collection, id, request.RequestId, request.Space, _store.Time.GetUtcNow());
        await _maker.MakeAsync(data, request, cancellation);
        return same ?? IndexBuild.From(data, null);
    }

    private async Task<AliasMove> SwitchAsync(IndexBuild to, IndexBuild? before, CancellationToken cancellation)
    {
        if (before is not null)
            await UpdateAsync(before, BuildMetadata.RetiredUpdate(_store.Time.GetUtcNow()), cancellation);
        var serving = await MoveAliasAsync(to, before, cancellation);
        return new AliasMove(serving, before is null ? null : before with { State = IndexBuildState.Retired });
    }

    /// <summary>
    /// Both actions are one operation of the store: no search meets the collection without its alias.
    /// </summary>
    private async Task<IndexBuild> MoveAliasAsync(IndexBuild to, IndexBuild? before, CancellationToken cancellation)
    {
        var actions = new List<AliasOperations>();
        if (before is not null)
            actions.Add(new AliasOperations { DeleteAlias = new DeleteAlias { AliasName = to.Collection } });
        actions.Add(new AliasOperations
        {
            CreateAlias = new CreateAlias { AliasName = to.Collection, CollectionName = to.PhysicalName },
        });
        await _store.CallAsync(to.Collection,
            client => client.UpdateAliasesAsync(actions, cancellationToken: cancellation), cancellation);
        return to with { State = IndexBuildState.Serving };
    }

    private async Task<IndexBuild?> PreviousAsync(IndexBuild build, CancellationToken cancellation)
    {
        if (build.PreviousBuildId is null) return null;
        var builds =
            await _catalog.BuildsAsync(name => CollectionNames.IsBuildOf(name, build.Collection), cancellation);
        return builds.FirstOrDefault(other => other.BuildId == build.PreviousBuildId);
    }

    private Task UpdateAsync(IndexBuild build, Dictionary<string, Value> metadata, CancellationToken cancellation) =>
        _store.CallAsync(build.PhysicalName,
            client => client.UpdateCollectionAsync(build.PhysicalName, metadata, cancellationToken: cancellation),
            cancellation);

    private async Task DropAsync(IndexBuild build, CancellationToken cancellation)
    {
        try
        {
            await _store.CallAsync(build.PhysicalName,
                client => client.DeleteCollectionAsync(build.PhysicalName, cancellationToken: cancellation),
                cancellation);
        }
        catch (VectorIndexException error)
            when (error.Code is VectorIndexError.CollectionNotFound or VectorIndexError.StoreFailed)
        {
            // Gone already, when an earlier try's answer was lost.
            if (await _store.CallAsync(build.PhysicalName,
                client => client.CollectionExistsAsync(build.PhysicalName, cancellation), cancellation)) throw;
        }
    }

    private Task<T> AloneAsync<T>(Func<Task<T>> action, CancellationToken cancellation) =>
        _gates.RunAsync("", action, cancellation);

    private static VectorIndexException NothingToRollBack(IndexBuild serving) => new(VectorIndexError.NothingToRollBack,
        $"The collection '{serving.Collection}' has no build to go back to: "
        + (serving.PreviousBuildId is null ? "this is its first." : $"'{serving.PreviousBuildId}' was removed."))
    {
        Subject = serving.Collection,
    };

    private static VectorIndexException NotAbortable(IndexBuild build) => build.State == IndexBuildState.Serving
        ? new(VectorIndexError.BuildIsServing,
            $"The build '{build.BuildId}' serves '{build.Collection}' and cannot be dropped.")
        { Subject = build.BuildId }
        : new(VectorIndexError.BuildIsRetired,
            $"The build '{build.BuildId}' is kept so that '{build.Collection}' can be rolled back; later commits "
            + "remove it.")
        { Subject = build.BuildId };
}
