using Kale.VectorIndex.Connection;
using Kale.VectorIndex.Schema;
using Qdrant.Client.Grpc;

namespace Kale.VectorIndex.Search;

/// <summary>One query as calls to the store.</summary>
internal sealed class NearestPoints(
    StoreConnection store, IndexBuild build, PassageQuery query, CancellationToken cancellation)
{
    private readonly Filter? _filter = FilterTranslation.ToQdrant(query.Filter);

    /// <summary>The points that the query asks for, with their payload or with nothing.</summary>
    public Task<IReadOnlyList<ScoredPoint>> PageAsync(bool withPayload) =>
        CallAsync(_filter, (ulong)query.Limit, (ulong)query.Offset, withPayload);

    /// <summary>The nearest points of other documents than these, at least with their document's id.</summary>
    public Task<IReadOnlyList<ScoredPoint>> OthersAsync(
        IReadOnlyCollection<string> documentIds, int limit, bool withPayload)
    {
        WithPayloadSelector payload = withPayload ? true : new[] { PassagePayload.DocumentId };
        return CallAsync(Without(documentIds), (ulong)limit, 0, payload);
    }

    private Task<IReadOnlyList<ScoredPoint>> CallAsync(
        Filter? filter, ulong limit, ulong offset, WithPayloadSelector payload) =>
        store.CallAsync(build.PhysicalName,
            client => client.QueryAsync(
                build.PhysicalName, query.Vector, filter: filter, scoreThreshold: query.ScoreThreshold,
                searchParams: query.Exact ? new SearchParams { Exact = true } : null, limit: limit, offset: offset,
                payloadSelector: payload, cancellationToken: cancellation),
            cancellation);

    private Filter? Without(IReadOnlyCollection<string> documentIds)
    {
        if (documentIds.Count == 0) return _filter;
        var filter = _filter is null ? new Filter() : new Filter { Must = { Conditions.Filter(_filter) } };
        filter.MustNot.Add(Conditions.Match(PassagePayload.DocumentId, [.. documentIds]));
        return filter;
    }
}
