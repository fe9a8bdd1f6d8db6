using Google.Protobuf.Collections;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Points;

/// <summary>Reads the one dense vector a message must carry: of the right size, every number finite.</summary>
internal static class DenseVectors
{
    /// <summary>Reads a point's vector into [dimensions].</summary>
    public static void Read(Vectors? vectors, float[] into, in PointKey key)
    {
        var named = vectors?.VectorsOptionsCase == Vectors.VectorsOptionsOneofCase.Vectors_
            ? vectors.Vectors_.Vectors
            : null;
        if (named?.Keys.FirstOrDefault(name => name.Length > 0) is { } name)
            throw LocalQdrantException.Invalid($"point {key}: Not existing vector name error: {name}");
        var vector = named is null ? vectors?.Vector : named.GetValueOrDefault("");
        Copy(Data(vector, key), into, $"the vector of point {key}");
    }

    /// <summary>Reads a query.</summary>
    public static void Read(RepeatedField<float> query, float[] into) => Copy(query, into, "the query vector");

    private static RepeatedField<float> Data(Vector? vector, in PointKey key) => vector?.VectorCase switch
    {
        null => throw LocalQdrantException.Invalid($"point {key} has no vector"),
        Vector.VectorOneofCase.Dense => vector.Dense.Data,
        Vector.VectorOneofCase.None => Former(vector, key),
        var other => throw LocalQdrantException.Unsupported($"A {other} vector (point {key})"),
    };

#pragma warning disable CS0612, CS0618 // fields that older clients send and Qdrant still reads
    private static RepeatedField<float> Former(Vector vector, in PointKey key) =>
        vector.Indices is null && !vector.HasVectorsCount
            ? vector.Data
            : throw LocalQdrantException.Unsupported($"A sparse or multi vector (point {key})");
#pragma warning restore CS0612, CS0618

    private static void Copy(RepeatedField<float> data, float[] into, string what)
    {
        if (data.Count != into.Length)
            throw LocalQdrantException.Invalid(
                $"Vector dimension error: expected dim: {into.Length}, got {data.Count} ({what})");
        data.CopyTo(into, 0);
        var bad = Array.FindIndex(into, x => !float.IsFinite(x));
        if (bad >= 0)
            throw LocalQdrantException.Invalid($"{what} has {into[bad]} at index {bad}; every number must be finite");
    }
}
