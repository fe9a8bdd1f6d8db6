using Qdrant.Client.Grpc;

namespace Qdrant.Client;

public partial class QdrantClient
{
    public virtual async Task<IReadOnlyList<ScoredPoint>> QueryAsync(
        string collectionName, Query? query = null, IReadOnlyList<PrefetchQuery>? prefetch = null,
        string? usingVector = null, Filter? filter = null, float? scoreThreshold = null,
        SearchParams? searchParams = null, ulong limit = 10, ulong offset = 0,
        WithPayloadSelector? payloadSelector = null, WithVectorsSelector? vectorsSelector = null,
        ReadConsistency? readConsistency = null, ShardKeySelector? shardKeySelector = null,
        LookupLocation? lookupFrom = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var request = new QueryPoints
        {
            CollectionName = collectionName,
            Query = query,
            Prefetch = { prefetch ?? [] },
            Filter = filter,
            Params = searchParams,
            Limit = limit,
            Offset = offset,
            WithPayload = payloadSelector ?? true,
            WithVectors = vectorsSelector ?? false,
            ReadConsistency = readConsistency,
            ShardKeySelector = shardKeySelector,
            LookupFrom = lookupFrom,
        };
        if (usingVector is not null)
            request.Using = usingVector;
        if (scoreThreshold is { } threshold)
            request.ScoreThreshold = threshold;
        if (Seconds(timeout) is { } seconds)
            request.Timeout = seconds;
        return (await CallAsync(_client.Points.QueryAsync, request, cancellationToken)).Result;
    }

    public virtual async Task<IReadOnlyList<BatchResult>> QueryBatchAsync(
        string collectionName, IReadOnlyList<QueryPoints> queries, ReadConsistency? readConsistency = null,
        TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        foreach (var query in queries)
            query.CollectionName = collectionName;
        var request = new QueryBatchPoints
        {
            CollectionName = collectionName,
            QueryPoints = { queries },
            ReadConsistency = readConsistency,
        };
        if (Seconds(timeout) is { } seconds)
            request.Timeout = seconds;
        return (await CallAsync(_client.Points.QueryBatchAsync, request, cancellationToken)).Result;
    }

    public virtual Task<ScrollResponse> ScrollAsync(
        string collectionName, Filter? filter = null, uint limit = 10, PointId? offset = null,
        WithPayloadSelector? payloadSelector = null, WithVectorsSelector? vectorsSelector = null,
        ReadConsistency? readConsistency = null, ShardKeySelector? shardKeySelector = null, OrderBy? orderBy = null,
        CancellationToken cancellationToken = default)
    {
        var request = new ScrollPoints
        {
            CollectionName = collectionName,
            Filter = filter,
            Limit = limit,
            Offset = offset,
            WithPayload = payloadSelector ?? true,
            WithVectors = vectorsSelector ?? false,
            ReadConsistency = readConsistency,
            ShardKeySelector = shardKeySelector,
            OrderBy = orderBy,
        };
        return CallAsync(_client.Points.ScrollAsync, request, cancellationToken);
    }

    public virtual async Task<ulong> CountAsync(
        string collectionName, Filter? filter = null, bool exact = true, ReadConsistency? readConsistency = null,
        ShardKeySelector? shardKeySelector = null, CancellationToken cancellationToken = default)
    {
        var request = new CountPoints
        {
            CollectionName = collectionName,
            Filter = filter,
            Exact = exact,
            ReadConsistency = readConsistency,
            ShardKeySelector = shardKeySelector,
        };
        return (await CallAsync(_client.Points.CountAsync, request, cancellationToken)).Result.Count;
    }
}
