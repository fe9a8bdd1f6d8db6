using Kale.ContextIndexer.Encoders;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Kale.VectorIndex;
using Microsoft.Extensions.Options;

namespace Kale.ContextIndexer.Builds;

/// <summary>Builds and collections as the contract speaks of them.</summary>
internal sealed class BuildService(
    VectorStore store, EncoderHost encoders, IOptions<ContextIndexerOptions> options, ILogger<BuildService> logger)
{
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
        if (request.FromBuildId.Length > 0) await RequireServingAsync(request, cancellation);
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
        var build = request.BuildId.Length > 0
            ? await store.Catalog.GetBuildAsync(request.BuildId, cancellation)
            : await store.Catalog.GetServingAsync(request.Collection, cancellation);
        new RequestCheck()
            .That(build.Collection == request.Collection, $"build '{build.BuildId}' is of '{build.Collection}'",
                request.Collection)
            .ThrowIfInvalid();
        return await store.Passages.DeleteAsync(build, request.DocumentIds, cancellation);
    }

    private async Task RequireServingAsync(RollbackBuildRequest request, CancellationToken cancellation)
    {
        var serving = await store.Catalog.GetServingAsync(request.Collection, cancellation);
        if (serving.BuildId == request.FromBuildId) return;
        throw new FailureException(ContextIndexerErrors.ServingChanged,
            $"The collection '{request.Collection}' is served by build '{serving.BuildId}', not "
            + $"'{request.FromBuildId}'.");
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
