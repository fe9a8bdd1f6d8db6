using Kale.VectorIndex.Connection;
using Kale.VectorIndex.Schema;
using Qdrant.Client.Grpc;

namespace Kale.VectorIndex.Search;

/// <summary>Nearest passages of a build.</summary>
public sealed class PassageSearcher
{
    private const int MaxHits = 10_000;

    /// <summary>Up to so many hits come with their text at once; more are found first and read in portions.</summary>
    private const int HitsPerAnswer = 256;

    private readonly StoreConnection _store;

    internal PassageSearcher(StoreConnection store) => _store = store;

    /// <summary>
    /// The nearest passages, best first, equal scores by passage id. Searches the physical collection, whose space
    /// never changes, so a space checked once stays checked while aliases move.
    /// </summary>
    /// <exception cref="VectorIndexException">InvalidVector, InvalidFilter, InvalidRequest, CollectionNotFound when the
    /// build is gone, or the store's own errors.</exception>
    public async Task<IReadOnlyList<PassageHit>> SearchAsync(
        IndexBuild build, PassageQuery query, CancellationToken cancellation = default)
    {
        VectorChecks.Require(build.Space, query.Vector, "the query");
        if (query.Limit < 1 || query.Offset < 0 || query.Limit > MaxHits - query.Offset)
            throw new VectorIndexException(VectorIndexError.InvalidRequest,
                $"Ask for 1 to {MaxHits} hits, offset included.");

        var search = new NearestPoints(_store, build, query, cancellation);
        var whole = query.Limit <= HitsPerAnswer;
        (whole, var points) = query.GroupByDocument
            ? await new GroupedSearch(search, query).RunAsync(whole)
            : (whole, await search.PageAsync(whole));
        return Ordered(build, whole ? points.Select(Hit) : await ReadAsync(build, points, cancellation));
    }

    /// <summary>Hits whose passage was removed in the meantime are left out.</summary>
    private async Task<List<PassageHit>> ReadAsync(
        IndexBuild build, IReadOnlyList<ScoredPoint> points, CancellationToken cancellation)
    {
        var hits = new List<PassageHit>(points.Count);
        foreach (var chunk in points.Chunk(HitsPerAnswer))
        {
            var scores = chunk.ToDictionary(point => point.Id.Uuid, point => point.Score);
            PointId[] ids = [.. chunk.Select(point => point.Id)];
            var found = await _store.CallAsync(build.PhysicalName,
                client => client.RetrieveAsync(build.PhysicalName, ids, true, false, cancellationToken: cancellation),
                cancellation);
            hits.AddRange(found.Select(point =>
                PassagePayload.ReadHit(Guid.Parse(point.Id.Uuid), scores[point.Id.Uuid], point.Payload)));
        }
        return hits;
    }

    private static PassageHit[] Ordered(IndexBuild build, IEnumerable<PassageHit> hits) =>
        build.Space.Metric == IndexMetric.Euclid
            ? [.. hits.OrderBy(hit => hit.Score).ThenBy(hit => hit.PassageId)]
            : [.. hits.OrderByDescending(hit => hit.Score).ThenBy(hit => hit.PassageId)];

    private static PassageHit Hit(ScoredPoint point) =>
        PassagePayload.ReadHit(Guid.Parse(point.Id.Uuid), point.Score, point.Payload);
}
