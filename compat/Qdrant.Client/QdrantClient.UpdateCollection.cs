using Qdrant.Client.Grpc;

namespace Qdrant.Client;

public partial class QdrantClient
{
    public virtual Task UpdateCollectionAsync(
        string collectionName, VectorParamsDiff vectorsConfig, OptimizersConfigDiff? optimizersConfig = null,
        CollectionParamsDiff? collectionParams = null, HnswConfigDiff? hnswConfig = null,
        QuantizationConfigDiff? quantizationConfig = null, SparseVectorConfig? sparseVectorsConfig = null,
        StrictModeConfig? strictModeConfig = null, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) =>
        UpdateCollectionAsync(
            collectionName, vectorsConfig, [], optimizersConfig, collectionParams, hnswConfig, quantizationConfig,
            sparseVectorsConfig, strictModeConfig, timeout, cancellationToken);

    public Task UpdateCollectionAsync(
        string collectionName, VectorParamsDiff vectorsConfig, Dictionary<string, Value> metadata,
        OptimizersConfigDiff? optimizersConfig = null, CollectionParamsDiff? collectionParams = null,
        HnswConfigDiff? hnswConfig = null, QuantizationConfigDiff? quantizationConfig = null,
        SparseVectorConfig? sparseVectorsConfig = null, StrictModeConfig? strictModeConfig = null,
        TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        UpdateAsync(
            collectionName, new VectorsConfigDiff { Params = vectorsConfig }, metadata, optimizersConfig,
            collectionParams, hnswConfig, quantizationConfig, sparseVectorsConfig, strictModeConfig, timeout,
            cancellationToken);

    public virtual Task UpdateCollectionAsync(
        string collectionName, VectorParamsDiffMap vectorsConfig, OptimizersConfigDiff? optimizersConfig = null,
        CollectionParamsDiff? collectionParams = null, HnswConfigDiff? hnswConfig = null,
        QuantizationConfigDiff? quantizationConfig = null, SparseVectorConfig? sparseVectorsConfig = null,
        StrictModeConfig? strictModeConfig = null, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) =>
        UpdateCollectionAsync(
            collectionName, vectorsConfig, [], optimizersConfig, collectionParams, hnswConfig, quantizationConfig,
            sparseVectorsConfig, strictModeConfig, timeout, cancellationToken);

    public Task UpdateCollectionAsync(
        string collectionName, VectorParamsDiffMap vectorsConfig, Dictionary<string, Value> metadata,
        OptimizersConfigDiff? optimizersConfig = null, CollectionParamsDiff? collectionParams = null,
        HnswConfigDiff? hnswConfig = null, QuantizationConfigDiff? quantizationConfig = null,
        SparseVectorConfig? sparseVectorsConfig = null, StrictModeConfig? strictModeConfig = null,
        TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        UpdateAsync(
            collectionName, new VectorsConfigDiff { ParamsMap = vectorsConfig }, metadata, optimizersConfig,
            collectionParams, hnswConfig, quantizationConfig, sparseVectorsConfig, strictModeConfig, timeout,
            cancellationToken);

    public virtual Task UpdateCollectionAsync(
        string collectionName, OptimizersConfigDiff? optimizersConfig = null,
        CollectionParamsDiff? collectionParams = null, HnswConfigDiff? hnswConfig = null,
        QuantizationConfigDiff? quantizationConfig = null, SparseVectorConfig? sparseVectorsConfig = null,
        StrictModeConfig? strictModeConfig = null, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) =>
        UpdateAsync(
            collectionName, null, [], optimizersConfig, collectionParams, hnswConfig, quantizationConfig,
            sparseVectorsConfig, strictModeConfig, timeout, cancellationToken);

    public Task UpdateCollectionAsync(
        string collectionName, Dictionary<string, Value> metadata, OptimizersConfigDiff? optimizersConfig = null,
        CollectionParamsDiff? collectionParams = null, HnswConfigDiff? hnswConfig = null,
        QuantizationConfigDiff? quantizationConfig = null, SparseVectorConfig? sparseVectorsConfig = null,
        StrictModeConfig? strictModeConfig = null, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) =>
        UpdateAsync(
            collectionName, null, metadata, optimizersConfig, collectionParams, hnswConfig, quantizationConfig,
            sparseVectorsConfig, strictModeConfig, timeout, cancellationToken);

    private async Task UpdateAsync(
        string collectionName, VectorsConfigDiff? vectorsConfig, Dictionary<string, Value>? metadata,
        OptimizersConfigDiff? optimizersConfig, CollectionParamsDiff? collectionParams, HnswConfigDiff? hnswConfig,
        QuantizationConfigDiff? quantizationConfig, SparseVectorConfig? sparseVectorsConfig,
        StrictModeConfig? strictModeConfig, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var request = new UpdateCollection
        {
            CollectionName = collectionName,
            VectorsConfig = vectorsConfig,
            OptimizersConfig = optimizersConfig,
            Params = collectionParams,
            HnswConfig = hnswConfig,
            QuantizationConfig = quantizationConfig,
            SparseVectorsConfig = sparseVectorsConfig,
            StrictModeConfig = strictModeConfig,
        };
        Fill(request.Metadata, metadata);
        if (Seconds(timeout) is { } seconds)
            request.Timeout = seconds;
        var response = await CallAsync(_client.Collections.UpdateAsync, request, cancellationToken);
        Require(response.Result, $"Collection '{collectionName}' could not be updated");
    }
}
