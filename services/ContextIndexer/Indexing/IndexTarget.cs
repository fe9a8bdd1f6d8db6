using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Kale.VectorIndex;

namespace Kale.ContextIndexer.Indexing;

/// <summary>The build that a stream writes into.</summary>
internal sealed class IndexTarget
{
    private readonly VectorStore _store;
    private readonly bool _serving;

    private IndexTarget(VectorStore store, IndexBuild build, bool serving) =>
        (_store, Build, _serving) = (store, build, serving);

    public IndexBuild Build { get; }

    /// <summary>The build named, or the one that serves, made when it is missing and that was asked for.</summary>
    /// <exception cref="VectorIndexException">There is none, or it holds vectors of another space.</exception>
    public static async Task<IndexTarget> FindAsync(
        VectorStore store, IndexOpen open, BuildRequest request, CancellationToken cancellation)
    {
        if (open.BuildId.Length > 0)
            return new IndexTarget(store, await NamedAsync(store, open, request.Space, cancellation), false);
        var build = open.CreateIfMissing
            ? await store.Builds.EnsureServingAsync(request, cancellation)
            : await store.Catalog.GetServingAsync(open.Collection, cancellation);
        return new IndexTarget(store, build.RequireSpace(request.Space), true);
    }

    /// <summary>
    /// What is written into a retired build would be lost from sight, so a stream ends when its alias moves, or when
    /// the build that it named is retired or gone. Asked before a write, and again before it is acknowledged.
    /// </summary>
    public async Task RequireUnmovedAsync(CancellationToken cancellation)
    {
        if (_serving) RequireServing(await _store.Catalog.GetServingAsync(Build.Collection, cancellation));
        else RequireNotRetired(await _store.Catalog.GetBuildAsync(Build.BuildId, cancellation));
    }

    private void RequireServing(IndexBuild now)
    {
        if (now.BuildId == Build.BuildId) return;
        throw new FailureException(ContextIndexerErrors.CollectionMoved,
            $"The collection '{Build.Collection}' is now served by build '{now.BuildId}', not '{Build.BuildId}'. Open "
            + "the stream again; documents acknowledged so far went into the earlier build.");
    }

    private static async Task<IndexBuild> NamedAsync(
        VectorStore store, IndexOpen open, IndexSpace space, CancellationToken cancellation)
    {
        var build = await store.Catalog.GetBuildAsync(open.BuildId, cancellation);
        new RequestCheck()
            .That(build.Collection == open.Collection, $"build '{build.BuildId}' is of '{build.Collection}'",
                open.Collection)
            .ThrowIfInvalid();
        return RequireNotRetired(build).RequireSpace(space);
    }

    private static IndexBuild RequireNotRetired(IndexBuild build) => build.State == IndexBuildState.Retired
        ? throw new VectorIndexException(VectorIndexError.BuildIsRetired,
            $"The build '{build.BuildId}' served once and is kept as it was. Start a new build.")
        { Subject = build.BuildId }
        : build;
}
