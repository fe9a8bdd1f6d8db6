using Kale.VectorIndex.Connection;
using Kale.VectorIndex.Schema;
using Qdrant.Client.Grpc;

namespace Kale.VectorIndex.Passages;

/// <summary>Which documents a build holds.</summary>
public sealed class DocumentListing
{
    private readonly StoreConnection _store;

    internal DocumentListing(StoreConnection store) => _store = store;

    /// <summary>A page of ids.</summary>
    /// <param name="build">Whose.</param>
    /// <param name="source">Only those that it sent last; empty: all.</param>
    /// <param name="from">Where the page begins; null: at the beginning.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<DocumentPage> PageAsync(
        IndexBuild build, string source, Guid? from, int limit, CancellationToken cancellation = default)
    {
        var response = await _store.CallAsync(build.PhysicalName,
            client => client.ScrollAsync(
                build.PhysicalName, Heads(source), (uint)limit, from is { } first ? new PointId(first) : null,
                new[] { PassagePayload.DocumentId }, cancellationToken: cancellation),
            cancellation);
        return new DocumentPage(
            [.. response.Result.Select(point => PassagePayload.ReadDocumentId(point.Payload))],
            response.NextPageOffset is { } next ? Guid.Parse(next.Uuid) : null);
    }

    /// <summary>How many there are.</summary>
    public async Task<long> CountAsync(IndexBuild build, string source, CancellationToken cancellation = default)
    {
        var count = await _store.CallAsync(build.PhysicalName,
            client => client.CountAsync(
                build.PhysicalName, Heads(source), exact: true, cancellationToken: cancellation),
            cancellation);
        return (long)count;
    }

    // Every document has exactly one first passage.
    private static Filter Heads(string source)
    {
        var filter = new Filter { Must = { Conditions.Match(PassagePayload.Ordinal, 0) } };
        if (source.Length > 0) filter.Must.Add(Conditions.MatchKeyword(PassagePayload.Source, source));
        return filter;
    }
}
