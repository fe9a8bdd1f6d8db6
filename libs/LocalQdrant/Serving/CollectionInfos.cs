using Kale.LocalQdrant.Catalog;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Serving;

/// <summary>What a collection says of itself.</summary>
internal static class CollectionInfos
{
    public static CollectionInfo Healthy(CollectionEntry entry, int points)
    {
        var info = Describe(entry, CollectionStatus.Green, new OptimizerStatus { Ok = true });
        info.SegmentsCount = 1;
        info.PointsCount = (ulong)points;
        info.IndexedVectorsCount = 0; // every search is exact
        return info;
    }

    public static CollectionInfo Damaged(CollectionEntry entry, LocalQdrantException damage) =>
        Describe(entry, CollectionStatus.Red, new OptimizerStatus { Ok = false, Error = damage.Message });

    private static CollectionInfo Describe(CollectionEntry entry, CollectionStatus status, OptimizerStatus optimizer)
    {
        var info = new CollectionInfo { Status = status, OptimizerStatus = optimizer, Config = entry.Config };
        info.PayloadSchema.Add(new Dictionary<string, PayloadSchemaInfo>(entry.Schema));
        return info;
    }
}
