using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Serving;

/// <summary>
/// Refuses the parts of requests that mean something LocalQdrant does not have, by name, not silently.
/// </summary>
internal static class Unsupported
{
    public static void Refuse(ShardKeySelector? shards)
    {
        if (shards?.ShardKeys.Count > 0)
            throw LocalQdrantException.Unsupported("A shard key");
    }

    public static void RefuseVectorName(string name)
    {
        if (name.Length > 0)
            throw LocalQdrantException.Invalid($"Not existing vector name error: {name}");
    }

    public static void RefuseLookup(LookupLocation? lookup)
    {
        if (lookup is not null)
            throw LocalQdrantException.Unsupported("lookup_from");
    }

    public static void RefusePrefetch(int prefetches)
    {
        if (prefetches > 0)
            throw LocalQdrantException.Unsupported("prefetch");
    }
}
