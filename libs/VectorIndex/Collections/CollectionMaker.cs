using Kale.VectorIndex.Connection;
using Kale.VectorIndex.Schema;
using Qdrant.Client.Grpc;

namespace Kale.VectorIndex.Collections;

/// <summary>Makes a build's physical collection and its payload indexes.</summary>
internal sealed class CollectionMaker(StoreConnection store)
{
    /// <summary>Does nothing that is done already, so that it may be repeated after any interruption.</summary>
    public async Task MakeAsync(BuildMetadata data, BuildRequest request, CancellationToken cancellation)
    {
        var name = CollectionNames.Physical(data.Collection, data.BuildId);
        if (!await ExistsAsync(name, cancellation)) await CreateAsync(name, data, request, cancellation);
        foreach (var (field, type) in PassagePayload.Indexes) await IndexAsync(name, field, type, cancellation);
        foreach (var (field, type) in request.IndexedFields) await IndexAsync(name, field, Schema(type), cancellation);
    }

    private Task<bool> ExistsAsync(string name, CancellationToken cancellation) =>
        store.CallAsync(name, client => client.CollectionExistsAsync(name, cancellation), cancellation);

    private async Task CreateAsync(
        string name, BuildMetadata data, BuildRequest request, CancellationToken cancellation)
    {
        var create = Creation(name, data, request);
        try
        {
            await store.CallAsync(name,
                (grpc, deadline) =>
                    grpc.Collections.CreateAsync(create, deadline: deadline, cancellationToken: cancellation),
                cancellation);
        }
        catch (VectorIndexException)
        {
            // Another writer, or an earlier try whose answer was lost, may have made it.
            if (!await ExistsAsync(name, cancellation)) throw;
        }
    }

    private static CreateCollection Creation(string name, BuildMetadata data, BuildRequest request)
    {
        var create = new CreateCollection
        {
            CollectionName = name,
            VectorsConfig = new VectorsConfig
            {
                Params = new VectorParams { Size = (ulong)data.Space.Dims, Distance = DistanceOf(data.Space.Metric) },
            },
        };
        foreach (var (key, value) in data.ToValues()) create.Metadata[key] = value;
        if (request.ShardNumber > 0) create.ShardNumber = request.ShardNumber;
        if (request.ReplicationFactor > 0) create.ReplicationFactor = request.ReplicationFactor;
        if (request.ReplicationFactor > 1) create.WriteConsistencyFactor = request.ReplicationFactor / 2 + 1;
        return create;
    }

    private Task<UpdateResult> IndexAsync(
        string name, string field, PayloadSchemaType type, CancellationToken cancellation) =>
        store.CallAsync(name,
            client => client.CreatePayloadIndexAsync(name, field, type, cancellationToken: cancellation), cancellation);

    private static Distance DistanceOf(IndexMetric metric) => metric switch
    {
        IndexMetric.Cosine => Distance.Cosine,
        IndexMetric.Dot => Distance.Dot,
        _ => Distance.Euclid,
    };

    private static PayloadSchemaType Schema(PayloadFieldType type) => type switch
    {
        PayloadFieldType.Keyword => PayloadSchemaType.Keyword,
        PayloadFieldType.WholeNumber => PayloadSchemaType.Integer,
        PayloadFieldType.Number => PayloadSchemaType.Float,
        PayloadFieldType.Bool => PayloadSchemaType.Bool,
        _ => PayloadSchemaType.Datetime,
    };
}
