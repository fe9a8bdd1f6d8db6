using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Tests.Support;

/// <summary>Points and vectors to test with, from seeded randomness.</summary>
public static class Some
{
    public static float[] Vector(Random random, int dimensions) =>
        Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() * 2 - 1)).ToArray();

    public static PointStruct Point(ulong id, float[] vector, params (string Key, Value Value)[] payload) =>
        Point((PointId)id, vector, payload);

    public static PointStruct Point(PointId id, float[] vector, params (string Key, Value Value)[] payload)
    {
        var point = new PointStruct { Id = id, Vectors = vector };
        foreach (var (key, value) in payload)
            point.Payload.Add(key, value);
        return point;
    }

    public static VectorParams Vectors(ulong size, Distance distance = Distance.Dot) =>
        new() { Size = size, Distance = distance };

    public static ulong[] Ids(IEnumerable<ScoredPoint> hits) => hits.Select(hit => hit.Id.Num).ToArray();

    public static ulong[] Ids(IEnumerable<RetrievedPoint> points) => points.Select(point => point.Id.Num).ToArray();
}
