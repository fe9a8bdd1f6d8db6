using Qdrant.Client.Grpc;

namespace Qdrant.Client;

public partial class QdrantClient
{
    public virtual Task CreateCollectionAsync(
        string collectionName, VectorParams vectorsConfig, uint shardNumber = 1, uint replicationFactor = 1,
        uint writeConsistencyFactor = 1, bool onDiskPayload = false, HnswConfigDiff? hnswConfig = null,
        OptimizersConfigDiff? optimizersConfig = null, WalConfigDiff? walConfig = null,
        QuantizationConfig? quantizationConfig = null, string? initFromCollection = null,
        ShardingMethod? shardingMethod = null, SparseVectorConfig? sparseVectorsConfig = null,
        StrictModeConfig? strictModeConfig = null, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        RefuseInitFrom(initFromCollection);
        return CreateCollectionAsync(
            collectionName, vectorsConfig, [], shardNumber, replicationFactor, writeConsistencyFactor, onDiskPayload,
            hnswConfig, optimizersConfig, walConfig, quantizationConfig, shardingMethod, sparseVectorsConfig,
            strictModeConfig, timeout, cancellationToken);
    }

    public Task CreateCollectionAsync(
        string collectionName, VectorParams vectorsConfig, Dictionary<string, Value> metadata, uint shardNumber = 1,
        uint replicationFactor = 1, uint writeConsistencyFactor = 1, bool onDiskPayload = false,
        HnswConfigDiff? hnswConfig = null, OptimizersConfigDiff? optimizersConfig = null,
        WalConfigDiff? walConfig = null, QuantizationConfig? quantizationConfig = null,
        ShardingMethod? shardingMethod = null, SparseVectorConfig? sparseVectorsConfig = null,
        StrictModeConfig? strictModeConfig = null, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) =>
        CreateAsync(
            collectionName, new VectorsConfig { Params = vectorsConfig }, metadata, shardNumber, replicationFactor,
            writeConsistencyFactor, onDiskPayload, hnswConfig, optimizersConfig, walConfig, quantizationConfig,
            shardingMethod, sparseVectorsConfig, strictModeConfig, timeout, cancellationToken);

    public virtual Task CreateCollectionAsync(
        string collectionName, VectorParamsMap? vectorsConfig = null, uint shardNumber = 1, uint replicationFactor = 1,
        uint writeConsistencyFactor = 1, bool onDiskPayload = false, HnswConfigDiff? hnswConfig = null,
        OptimizersConfigDiff? optimizersConfig = null, WalConfigDiff? walConfig = null,
        QuantizationConfig? quantizationConfig = null, string? initFromCollection = null,
        ShardingMethod? shardingMethod = null, SparseVectorConfig? sparseVectorsConfig = null,
        StrictModeConfig? strictModeConfig = null, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        RefuseInitFrom(initFromCollection);
        return CreateCollectionAsync(
            collectionName, vectorsConfig, [], shardNumber, replicationFactor, writeConsistencyFactor, onDiskPayload,
            hnswConfig, optimizersConfig, walConfig, quantizationConfig, shardingMethod, sparseVectorsConfig,
            strictModeConfig, timeout, cancellationToken);
    }

    public Task CreateCollectionAsync(
        string collectionName, VectorParamsMap? vectorsConfig, Dictionary<string, Value> metadata,
        uint shardNumber = 1, uint replicationFactor = 1, uint writeConsistencyFactor = 1, bool onDiskPayload = false,
        HnswConfigDiff? hnswConfig = null, OptimizersConfigDiff? optimizersConfig = null,
        WalConfigDiff? walConfig = null, QuantizationConfig? quantizationConfig = null,
        ShardingMethod? shardingMethod = null, SparseVectorConfig? sparseVectorsConfig = null,
        StrictModeConfig? strictModeConfig = null, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) =>
        CreateAsync(
            collectionName, vectorsConfig is null ? null : new VectorsConfig { ParamsMap = vectorsConfig }, metadata,
            shardNumber, replicationFactor, writeConsistencyFactor, onDiskPayload, hnswConfig, optimizersConfig,
            walConfig, quantizationConfig, shardingMethod, sparseVectorsConfig, strictModeConfig, timeout,
            cancellationToken);

    public virtual async Task DeleteCollectionAsync(
        string collectionName, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var request = new DeleteCollection { CollectionName = collectionName };
        if (Seconds(timeout) is { } seconds)
            request.Timeout = seconds;
        var response = await CallAsync(_client.Collections.DeleteAsync, request, cancellationToken);
        Require(response.Result, $"Collection '{collectionName}' could not be deleted");
    }

    public virtual async Task<CollectionInfo> GetCollectionInfoAsync(
        string collectionName, CancellationToken cancellationToken = default)
    {
        var request = new GetCollectionInfoRequest { CollectionName = collectionName };
        return (await CallAsync(_client.Collections.GetAsync, request, cancellationToken)).Result;
    }

    public virtual async Task<bool> CollectionExistsAsync(
        string collectionName, CancellationToken cancellationToken = default)
    {
        var request = new CollectionExistsRequest { CollectionName = collectionName };
        return (await CallAsync(_client.Collections.CollectionExistsAsync, request, cancellationToken)).Result.Exists;
    }

    public virtual async Task<IReadOnlyList<string>> ListCollectionsAsync(CancellationToken cancellationToken = default)
    {
        var response = await CallAsync(_client.Collections.ListAsync, new ListCollectionsRequest(), cancellationToken);
        return response.Collections.Select(collection => collection.Name).ToList();
    }

    private async Task CreateAsync(
        string collectionName, VectorsConfig? vectorsConfig, Dictionary<string, Value>? metadata, uint shardNumber,
        uint replicationFactor, uint writeConsistencyFactor, bool onDiskPayload, HnswConfigDiff? hnswConfig,
        OptimizersConfigDiff? optimizersConfig, WalConfigDiff? walConfig, QuantizationConfig? quantizationConfig,
        ShardingMethod? shardingMethod, SparseVectorConfig? sparseVectorsConfig, StrictModeConfig? strictModeConfig,
        TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var request = new CreateCollection
        {
            CollectionName = collectionName,
            VectorsConfig = vectorsConfig,
            ShardNumber = shardNumber,
            ReplicationFactor = replicationFactor,
            WriteConsistencyFactor = writeConsistencyFactor,
            OnDiskPayload = onDiskPayload,
            HnswConfig = hnswConfig,
            OptimizersConfig = optimizersConfig,
            WalConfig = walConfig,
            QuantizationConfig = quantizationConfig,
            SparseVectorsConfig = sparseVectorsConfig,
            StrictModeConfig = strictModeConfig,
        };
        Fill(request.Metadata, metadata);
        if (shardingMethod is { } method)
            request.ShardingMethod = method;
        if (Seconds(timeout) is { } seconds)
            request.Timeout = seconds;
        var response = await CallAsync(_client.Collections.CreateAsync, request, cancellationToken);
        Require(response.Result, $"Collection '{collectionName}' could not be created");
    }

    private static void RefuseInitFrom(string? collection)
    {
        if (collection is not null)
            throw new NotSupportedException(
                "Servers no longer take init_from; copy the points with Scroll and Upsert.");
    }

    private static void Require(bool done, string message)
    {
        if (!done)
            throw new QdrantException(message);
    }
}
