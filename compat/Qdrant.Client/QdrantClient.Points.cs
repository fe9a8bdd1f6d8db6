using Qdrant.Client.Grpc;

namespace Qdrant.Client;

public partial class QdrantClient
{
    public virtual Task<UpdateResult> UpsertAsync(
        string collectionName, IReadOnlyList<PointStruct> points, bool wait = true, WriteOrderingType? ordering = null,
        ShardKeySelector? shardKeySelector = null, CancellationToken cancellationToken = default) =>
        UpsertAsync(
            new UpsertPoints
            {
                CollectionName = collectionName,
                Points = { points },
                Wait = wait,
                Ordering = Ordering(ordering),
                ShardKeySelector = shardKeySelector,
            },
            cancellationToken);

    public Task<UpdateResult> UpsertAsync(
        string collectionName, IReadOnlyList<PointStruct> points, Filter updateFilter, bool wait = true,
        WriteOrderingType? ordering = null, ShardKeySelector? shardKeySelector = null,
        CancellationToken cancellationToken = default) =>
        UpsertAsync(
            new UpsertPoints
            {
                CollectionName = collectionName,
                Points = { points },
                UpdateFilter = updateFilter,
                Wait = wait,
                Ordering = Ordering(ordering),
                ShardKeySelector = shardKeySelector,
            },
            cancellationToken);

    public async Task<UpdateResult> UpsertAsync(UpsertPoints request, CancellationToken cancellationToken = default) =>
        (await CallAsync(_client.Points.UpsertAsync, request, cancellationToken)).Result;

    public virtual Task<UpdateResult> DeleteAsync(
        string collectionName, ulong id, bool wait = true, WriteOrderingType? ordering = null,
        ShardKeySelector? shardKeySelector = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(collectionName, [id], wait, ordering, shardKeySelector, cancellationToken);

    public virtual Task<UpdateResult> DeleteAsync(
        string collectionName, IReadOnlyList<ulong> ids, bool wait = true, WriteOrderingType? ordering = null,
        ShardKeySelector? shardKeySelector = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(
            collectionName, Ids(ids.Select(id => (PointId)id)), wait, ordering, shardKeySelector, cancellationToken);

    public virtual Task<UpdateResult> DeleteAsync(
        string collectionName, Guid id, bool wait = true, WriteOrderingType? ordering = null,
        ShardKeySelector? shardKeySelector = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(collectionName, [id], wait, ordering, shardKeySelector, cancellationToken);

    public virtual Task<UpdateResult> DeleteAsync(
        string collectionName, IReadOnlyList<Guid> ids, bool wait = true, WriteOrderingType? ordering = null,
        ShardKeySelector? shardKeySelector = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(
            collectionName, Ids(ids.Select(id => (PointId)id)), wait, ordering, shardKeySelector, cancellationToken);

    public virtual Task<UpdateResult> DeleteAsync(
        string collectionName, PointId id, bool wait = true, WriteOrderingType? ordering = null,
        ShardKeySelector? shardKeySelector = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(collectionName, Ids([id]), wait, ordering, shardKeySelector, cancellationToken);

    public virtual Task<UpdateResult> DeleteAsync(
        string collectionName, IReadOnlyList<PointId> ids, bool wait = true, WriteOrderingType? ordering = null,
        ShardKeySelector? shardKeySelector = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(collectionName, Ids(ids), wait, ordering, shardKeySelector, cancellationToken);

    public virtual Task<UpdateResult> DeleteAsync(
        string collectionName, Filter filter, bool wait = true, WriteOrderingType? ordering = null,
        ShardKeySelector? shardKeySelector = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(
            collectionName, new PointsSelector { Filter = filter }, wait, ordering, shardKeySelector,
            cancellationToken);

    public virtual Task<IReadOnlyList<RetrievedPoint>> RetrieveAsync(
        string collectionName, PointId id, bool withPayload = true, bool withVectors = false,
        ReadConsistency? readConsistency = null, ShardKeySelector? shardKeySelector = null,
        CancellationToken cancellationToken = default) =>
        RetrieveAsync(
            collectionName, [id], withPayload, withVectors, readConsistency, shardKeySelector, cancellationToken);

    public virtual Task<IReadOnlyList<RetrievedPoint>> RetrieveAsync(
        string collectionName, Guid id, bool withPayload = true, bool withVectors = false,
        ReadConsistency? readConsistency = null, ShardKeySelector? shardKeySelector = null,
        CancellationToken cancellationToken = default) =>
        RetrieveAsync(
            collectionName, (PointId)id, withPayload, withVectors, readConsistency, shardKeySelector,
            cancellationToken);

    public virtual Task<IReadOnlyList<RetrievedPoint>> RetrieveAsync(
        string collectionName, ulong id, bool withPayload = true, bool withVectors = false,
        ReadConsistency? readConsistency = null, ShardKeySelector? shardKeySelector = null,
        CancellationToken cancellationToken = default) =>
        RetrieveAsync(
            collectionName, (PointId)id, withPayload, withVectors, readConsistency, shardKeySelector,
            cancellationToken);

    public virtual Task<IReadOnlyList<RetrievedPoint>> RetrieveAsync(
        string collectionName, IReadOnlyList<PointId> ids, bool withPayload = true, bool withVectors = false,
        ReadConsistency? readConsistency = null, ShardKeySelector? shardKeySelector = null,
        CancellationToken cancellationToken = default) =>
        RetrieveAsync(
            collectionName, ids, (WithPayloadSelector)withPayload, (WithVectorsSelector)withVectors, readConsistency,
            shardKeySelector, cancellationToken);

    public virtual async Task<IReadOnlyList<RetrievedPoint>> RetrieveAsync(
        string collectionName, IReadOnlyList<PointId> ids, WithPayloadSelector payloadSelector,
        WithVectorsSelector vectorSelector, ReadConsistency? readConsistency = null,
        ShardKeySelector? shardKeySelector = null, CancellationToken cancellationToken = default)
    {
        var request = new GetPoints
        {
            CollectionName = collectionName,
            Ids = { ids },
            WithPayload = payloadSelector,
            WithVectors = vectorSelector,
            ReadConsistency = readConsistency,
            ShardKeySelector = shardKeySelector,
        };
        return (await CallAsync(_client.Points.GetAsync, request, cancellationToken)).Result;
    }

    private async Task<UpdateResult> DeleteAsync(
        string collectionName, PointsSelector points, bool wait, WriteOrderingType? ordering,
        ShardKeySelector? shardKeySelector, CancellationToken cancellationToken)
    {
        var request = new DeletePoints
        {
            CollectionName = collectionName,
            Points = points,
            Wait = wait,
            Ordering = Ordering(ordering),
            ShardKeySelector = shardKeySelector,
        };
        return (await CallAsync(_client.Points.DeleteAsync, request, cancellationToken)).Result;
    }

    private static PointsSelector Ids(IEnumerable<PointId> ids) =>
        new() { Points = new PointsIdsList { Ids = { ids } } };
}
