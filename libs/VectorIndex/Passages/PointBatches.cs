using Qdrant.Client.Grpc;

namespace Kale.VectorIndex.Passages;

/// <summary>Cuts points into upserts that the store takes in one go.</summary>
internal static class PointBatches
{
    /// <summary>In order; a point that alone is larger than the bound is a batch of its own.</summary>
    public static IEnumerable<IReadOnlyList<PointStruct>> Of(
        IEnumerable<PointStruct> points, int maxBytes, int maxPoints)
    {
        var batch = new List<PointStruct>();
        var bytes = 0;
        foreach (var point in points)
        {
            var size = point.CalculateSize();
            if (batch.Count > 0 && (batch.Count == maxPoints || bytes + size > maxBytes))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }
            batch.Add(point);
            bytes += size;
        }
        if (batch.Count > 0) yield return batch;
    }
}
