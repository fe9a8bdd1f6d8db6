using Google.Protobuf;
using Kale.LocalQdrant.Search;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Catalog;

/// <summary>
/// What a collection may be made of. Settings that only tune a cluster, an approximate index or its memory are kept and
/// reported but have no effect here; settings that would change answers are refused when they are not supported.
/// </summary>
internal static class CollectionSettings
{
    private const ulong MaxDimensions = 65536;

    public static CollectionConfig ForNew(CreateCollection request)
    {
        Names.Validate(request.CollectionName, "collection");
        RefuseUnsupported(request);
        ValidateVector(request.VectorsConfig?.Params);
        var config = new CollectionConfig
        {
            Params = new CollectionParams
            {
                ShardNumber = request.HasShardNumber ? request.ShardNumber : 1,
                ReplicationFactor = request.HasReplicationFactor ? request.ReplicationFactor : 1,
                WriteConsistencyFactor = request.HasWriteConsistencyFactor ? request.WriteConsistencyFactor : 1,
                VectorsConfig = request.VectorsConfig,
            },
            HnswConfig = request.HnswConfig ?? new HnswConfigDiff(),
            OptimizerConfig = request.OptimizersConfig ?? new OptimizersConfigDiff(),
            WalConfig = request.WalConfig ?? new WalConfigDiff(),
            QuantizationConfig = request.QuantizationConfig,
        };
        config.Metadata.MergeFrom(request.Metadata);
        return config;
    }

    public static CollectionConfig Updated(CollectionConfig current, UpdateCollection change)
    {
        RefuseUnsupported(change);
        var config = current.Clone();
        MergeInto(config.HnswConfig, change.HnswConfig);
        MergeInto(config.OptimizerConfig, change.OptimizersConfig);
        if (change.Params is { } diff)
        {
            if (diff.HasReplicationFactor)
                config.Params.ReplicationFactor = diff.ReplicationFactor;
            if (diff.HasWriteConsistencyFactor)
                config.Params.WriteConsistencyFactor = diff.WriteConsistencyFactor;
        }
        foreach (var (key, value) in change.Metadata)
            config.Metadata[key] = value;
        return config;
    }

    public static Metric MetricOf(VectorParams vector) => vector.Distance switch
    {
        Distance.Cosine => Metric.Cosine,
        Distance.Dot => Metric.Dot,
        Distance.Euclid => Metric.Euclid,
        Distance.Manhattan => Metric.Manhattan,
        _ => throw LocalQdrantException.Invalid(
            "vectors_config.params.distance is not set: Cosine, Dot, Euclid or Manhattan"),
    };

    private static void MergeInto<T>(T current, T? change)
        where T : class, IMessage<T>
    {
        if (change is not null)
            current.MergeFrom(change);
    }

    private static void ValidateVector(VectorParams? vector)
    {
        if (vector is null)
            throw LocalQdrantException.Invalid("vectors_config.params is missing: give the vectors' size and distance");
        if (vector.Size is 0 or > MaxDimensions)
            throw LocalQdrantException.Invalid($"the vector size must be 1 to {MaxDimensions}, not {vector.Size}");
        if (vector.MultivectorConfig is not null)
            throw LocalQdrantException.Unsupported("A multivector collection");
        if (vector.HasDatatype && vector.Datatype is not (Datatype.Default or Datatype.Float32))
            throw LocalQdrantException.Unsupported($"The vector datatype {vector.Datatype}");
        _ = MetricOf(vector);
    }

    private static void RefuseUnsupported(CreateCollection request)
    {
        if (request.VectorsConfig?.ConfigCase == VectorsConfig.ConfigOneofCase.ParamsMap)
            throw LocalQdrantException.Unsupported("A collection with named vectors (vectors_config.params_map)");
        if (request.SparseVectorsConfig?.Map.Count > 0)
            throw LocalQdrantException.Unsupported("A collection with sparse vectors");
        if (request.HasShardingMethod && request.ShardingMethod != ShardingMethod.Auto)
            throw LocalQdrantException.Unsupported($"The sharding method {request.ShardingMethod}");
        if (request.StrictModeConfig is { Enabled: true })
            throw LocalQdrantException.Unsupported("Strict mode");
    }

    private static void RefuseUnsupported(UpdateCollection change)
    {
        if (change.SparseVectorsConfig?.Map.Count > 0)
            throw LocalQdrantException.Unsupported("A collection with sparse vectors");
        if (change.StrictModeConfig is { Enabled: true })
            throw LocalQdrantException.Unsupported("Strict mode");
        if (change.VectorsConfig?.ConfigCase == VectorsConfigDiff.ConfigOneofCase.ParamsMap)
            throw LocalQdrantException.Unsupported("A collection with named vectors (vectors_config.params_map)");
    }
}
