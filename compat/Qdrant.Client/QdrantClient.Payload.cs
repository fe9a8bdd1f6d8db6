using Qdrant.Client.Grpc;

namespace Qdrant.Client;

public partial class QdrantClient
{
    public virtual Task<UpdateResult> SetPayloadAsync(
        string collectionName, IReadOnlyDictionary<string, Value> payload, bool wait = true,
        WriteOrderingType? ordering = null, ShardKeySelector? shardKeySelector = null, string? key = null,
        CancellationToken cancellationToken = default) =>
        SetPayloadAsync(
            collectionName, payload, (PointsSelector?)null, wait, ordering, shardKeySelector, key, cancellationToken);

    public virtual Task<UpdateResult> SetPayloadAsync(
        string collectionName, IReadOnlyDictionary<string, Value> payload, ulong id, bool wait = true,
        WriteOrderingType? ordering = null, ShardKeySelector? shardKeySelector = null, string? key = null,
        CancellationToken cancellationToken = default) =>
        SetPayloadAsync(
            collectionName, payload, Ids([id]), wait, ordering, shardKeySelector, key, cancellationToken);

    public virtual Task<UpdateResult> SetPayloadAsync(
        string collectionName, IReadOnlyDictionary<string, Value> payload, IReadOnlyList<ulong> ids, bool wait = true,
        WriteOrderingType? ordering = null, ShardKeySelector? shardKeySelector = null, string? key = null,
        CancellationToken cancellationToken = default) =>
        SetPayloadAsync(
            collectionName, payload, Ids(ids.Select(id => (PointId)id)), wait, ordering, shardKeySelector, key,
            cancellationToken);

    public virtual Task<UpdateResult> SetPayloadAsync(
        string collectionName, IReadOnlyDictionary<string, Value> payload, Guid id, bool wait = true,
        WriteOrderingType? ordering = null, ShardKeySelector? shardKeySelector = null, string? key = null,
        CancellationToken cancellationToken = default) =>
        SetPayloadAsync(
            collectionName, payload, Ids([id]), wait, ordering, shardKeySelector, key, cancellationToken);

    public virtual Task<UpdateResult> SetPayloadAsync(
        string collectionName, IReadOnlyDictionary<string, Value> payload, IReadOnlyList<Guid> ids, bool wait = true,
        WriteOrderingType? ordering = null, ShardKeySelector? shardKeySelector = null, string? key = null,
        CancellationToken cancellationToken = default) =>
        SetPayloadAsync(
            collectionName, payload, Ids(ids.Select(id => (PointId)id)), wait, ordering, shardKeySelector, key,
            cancellationToken);

    public virtual Task<UpdateResult> SetPayloadAsync(
        string collectionName, IReadOnlyDictionary<string, Value> payload, Filter filter, bool wait = true,
        WriteOrderingType? ordering = null, ShardKeySelector? shardKeySelector = null, string? key = null,
        CancellationToken cancellationToken = default) =>
        SetPayloadAsync(
            collectionName, payload, new PointsSelector { Filter = filter }, wait, ordering, shardKeySelector, key,
            cancellationToken);

    public virtual async Task<UpdateResult> CreatePayloadIndexAsync(
        string collectionName, string fieldName, PayloadSchemaType schemaType = PayloadSchemaType.Keyword,
        PayloadIndexParams? indexParams = null, bool wait = true, WriteOrderingType? ordering = null,
        CancellationToken cancellationToken = default)
    {
        var request = new CreateFieldIndexCollection
        {
            CollectionName = collectionName,
            FieldName = fieldName,
            FieldType = (FieldType)((int)schemaType - 1), // the two enums differ only in UnknownType = 0
            FieldIndexParams = indexParams,
            Wait = wait,
            Ordering = Ordering(ordering),
        };
        return (await CallAsync(_client.Points.CreateFieldIndexAsync, request, cancellationToken)).Result;
    }

    private async Task<UpdateResult> SetPayloadAsync(
        string collectionName, IReadOnlyDictionary<string, Value> payload, PointsSelector? points, bool wait,
        WriteOrderingType? ordering, ShardKeySelector? shardKeySelector, string? key,
        CancellationToken cancellationToken)
    {
        var request = new SetPayloadPoints
        {
            CollectionName = collectionName,
            PointsSelector = points,
            Wait = wait,
            Ordering = Ordering(ordering),
            ShardKeySelector = shardKeySelector,
        };
        Fill(request.Payload, payload);
        if (key is not null)
            request.Key = key;
        return (await CallAsync(_client.Points.SetPayloadAsync, request, cancellationToken)).Result;
    }
}
