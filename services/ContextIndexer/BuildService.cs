using Kale.ContextIndexer.Indexing;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Kale.VectorIndex;
using Microsoft.Extensions.Options;

namespace Kale.ContextIndexer;

/// <summary>Builds and collections as the contract speaks of them.</summary>
internal sealed class BuildService(
    VectorStore store, EncoderHost encoders, IOptions<ContextIndexerOptions> options, ILogger<BuildService> logger)
{
    private const int DefaultPage = 1_000;

    public async Task<Build> StartAsync(StartBuildRequest request, CancellationToken cancellation)
    {
        var build =
            await store.Builds.StartAsync(request.ToBuildRequest(options.Value, encoders.Current.Space), cancellation);
        return await MessageAsync(build, cancellation);
    }

    public async Task<CommitBuildResponse> CommitAsync(CommitBuildRequest request, CancellationToken cancellation)
    {
        var move = await store.Builds.CommitAsync(request.BuildId, new CommitConditions
        {
            Passages = request.HasExpectedPassages ? (long)request.ExpectedPassages : null,
            Documents = request.HasExpectedDocuments ? (long)request.ExpectedDocuments : null,
            AllowSpaceChange = request.AllowSpaceChange,
        }, cancellation);
        var (collection, keep) = (move.Serving.Collection, options.Value.RetiredBuildsKept);
        foreach (var build in await store.Builds.PruneAsync(collection, keep, cancellation))
            Log.BuildDropped(logger, build.BuildId, build.Collection);
        return await MessageAsync(move, cancellation);
    }

    public async Task<CommitBuildResponse> RollbackAsync(RollbackBuildRequest request, CancellationToken cancellation)
    {
        if (request.FromBuildId.Length > 0)
            await RequireServingAsync(request.Collection, request.FromBuildId, cancellation);
        return await MessageAsync(await store.Builds.RollbackAsync(request.Collection, cancellation), cancellation);
    }

    public async Task<Build> AbortAsync(AbortBuildRequest request, CancellationToken cancellation)
    {
        var build = await store.Builds.AbortAsync(request.BuildId, cancellation);
        Log.BuildDropped(logger, build.BuildId, build.Collection);
        var message = build.ToMessage(0);
        message.State = BuildState.Aborted;
        return message;
    }

    public async Task<Collection> GetAsync(string collection, CancellationToken cancellation) =>
        await MessageAsync(await store.Catalog.GetAsync(collection, cancellation), cancellation);

    public async Task<IReadOnlyList<Collection>> ListAsync(CancellationToken cancellation)
    {
        var messages = new List<Collection>();
        foreach (var collection in await store.Catalog.ListAsync(cancellation))
            messages.Add(await MessageAsync(collection, cancellation));
        return messages;
    }

    public async Task<DeleteCounts> DeleteDocumentsAsync(DeleteDocumentsRequest request, CancellationToken cancellation)
    {
        var build = await FindAsync(request.Collection, request.BuildId, cancellation);
        var counts = await store.Passages.DeleteAsync(build, request.DocumentIds, cancellation);
        if (request.BuildId.Length == 0) await RequireServingAsync(request.Collection, build.BuildId, cancellation);
        return counts;
    }

    public async Task<ListDocumentsResponse> ListDocumentsAsync(
        ListDocumentsRequest request, CancellationToken cancellation)
    {
        var build = await FindAsync(request.Collection, request.BuildId, cancellation);
        Guid? from = request.PageToken.Length > 0 ? Guid.Parse(request.PageToken) : null;
        var limit = request.PageSize == 0 ? DefaultPage : (int)request.PageSize;
        var page = await store.Documents.PageAsync(build, request.Source, from, limit, cancellation);
        return new ListDocumentsResponse
        {
            DocumentIds = { page.Ids },
            NextPageToken = page.Next?.ToString() ?? "",
            Total = (ulong)await store.Documents.CountAsync(build, request.Source, cancellation),
        };
    }

    private async Task<IndexBuild> FindAsync(string collection, string buildId, CancellationToken cancellation)
    {
        var build = buildId.Length > 0
            ? await store.Catalog.GetBuildAsync(buildId, cancellation)
            : await store.Catalog.GetServingAsync(collection, cancellation);
        new RequestCheck()
            .That(build.Collection == collection, $"build '{build.BuildId}' is of '{build.Collection}'", collection)
            .ThrowIfInvalid();
        return build;
    }

    private async Task RequireServingAsync(string collection, string build, CancellationToken cancellation)
    {
        var serving = await store.Catalog.GetServingAsync(collection, cancellation);
        if (serving.BuildId == build) return;
        throw new FailureException(ContextIndexerErrors.ServingChanged,
            $"The collection '{collection}' is served by build '{serving.BuildId}', not '{build}'. Look again, and "
            + "repeat the call if it is still wanted.");
    }

    private async Task<CommitBuildResponse> MessageAsync(AliasMove move, CancellationToken cancellation)
    {
        Log.AliasMoved(logger, move.Serving.BuildId, move.Serving.Collection, move.Retired?.BuildId ?? "nothing");
        var response = new CommitBuildResponse { Serving = await MessageAsync(move.Serving, cancellation) };
        if (move.Retired is not null) response.Retired = await MessageAsync(move.Retired, cancellation);
        return response;
    }

    private async Task<Build> MessageAsync(IndexBuild build, CancellationToken cancellation) =>
        build.ToMessage((await store.Catalog.CountAsync(build, cancellation)).Passages);

    private async Task<Collection> MessageAsync(IndexCollection collection, CancellationToken cancellation)
    {
        var counts = new List<BuildCounts>();
        foreach (var build in collection.Builds) counts.Add(await store.Catalog.CountAsync(build, cancellation));
        return collection.ToMessage(counts);
    }
}
