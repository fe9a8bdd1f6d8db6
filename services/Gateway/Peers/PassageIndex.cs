using Kale.ServiceDefaults.Admission;
using Kale.ServiceDefaults.Errors;
using Kale.VectorIndex;

namespace Kale.Gateway.Peers;

/// <summary>The vector store, seen from a search: its errors name the field of the request that caused them.</summary>
internal sealed class PassageIndex(VectorStore store)
{
    /// <summary>The build that serves a collection now; one call.</summary>
    public Task<IndexBuild> LocateAsync(string collection, CancellationToken cancellation) =>
        TranslateAsync(() => store.Catalog.GetServingAsync(collection, cancellation));

    /// <summary>The same, or null where the collection is not there.</summary>
    public Task<IndexBuild?> FindServingAsync(string collection, CancellationToken cancellation) =>
        TranslateAsync(() => store.Catalog.FindServingAsync(collection, cancellation));

    /// <summary>Those of the documents that the build holds.</summary>
    public Task<IEnumerable<string>> FindDocumentsAsync(
        IndexBuild build, IReadOnlyCollection<string> documents, CancellationToken cancellation) =>
        TranslateAsync(async () => (await store.Passages.FindAsync(build, documents, cancellation)).Keys);

    public Task<IReadOnlyList<PassageHit>> FindAsync(
        IndexBuild build, PassageQuery query, CancellationToken cancellation) =>
        TranslateAsync(() => store.Searcher.SearchAsync(build, query, cancellation));

    /// <summary>So many passages of the build, the same ones until it changes.</summary>
    public Task<IReadOnlyList<StoredPassage>> SampleAsync(
        IndexBuild build, int count, CancellationToken cancellation) =>
        TranslateAsync(() => store.Reader.SampleAsync(build, count, cancellation));

    public Task<IReadOnlyList<IndexCollection>> ListAsync(CancellationToken cancellation) =>
        TranslateAsync(() => store.Catalog.ListAsync(cancellation));

    /// <summary>The builds of the space that answer searches now, by name.</summary>
    public Task<IReadOnlyList<IndexBuild>> ListServingAsync(string spaceId, CancellationToken cancellation) =>
        TranslateAsync(() => store.Catalog.ListServingAsync(spaceId, cancellation));

    private static async Task<T> TranslateAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (VectorIndexException error)
        {
            throw new FailureException(FailureOf(error), error);
        }
    }

    private static Failure FailureOf(VectorIndexException error)
    {
        var reason = Reasons.From(error.Code);
        return new Failure(reason, error.Message)
        {
            Fields = FieldOf(error.Code) is { } field ? [new FieldViolation(field, error.Message)] : [],
            Preconditions = error.ConcernsState ? [new Precondition(reason, error.Subject, error.Message)] : [],
            RetryDelay = error.RetryAfter is { } told ? RetryDelay.Spread(told) : null,
            Metadata = error.Subject.Length > 0 ? new Dictionary<string, string> { ["subject"] = error.Subject } : [],
        };
    }

    private static string? FieldOf(VectorIndexError code) => code switch
    {
        VectorIndexError.CollectionNotFound or VectorIndexError.InvalidName => "collection",
        VectorIndexError.InvalidFilter => "filter",
        VectorIndexError.AnswerTooLarge => "top_k",
        _ => null,
    };
}
