namespace Kale.VectorIndex;

/// <summary>How nearness is measured.</summary>
public enum IndexMetric
{
    /// <summary>Cosine of the angle; greater is nearer.</summary>
    Cosine,

    /// <summary>Inner product; greater is nearer.</summary>
    Dot,

    /// <summary>Distance; smaller is nearer.</summary>
    Euclid,
}

/// <summary>The embedding space of a build's vectors, and whose vectors they are.</summary>
/// <param name="SpaceId">Vectors of different spaces are never compared.</param>
/// <param name="Dims">Numbers of a vector.</param>
/// <param name="Metric">How nearness is measured.</param>
/// <param name="ContextBundleId">The encoder that makes the vectors.</param>
public sealed record IndexSpace(string SpaceId, int Dims, IndexMetric Metric, string ContextBundleId)
{
    internal string Description => $"{SpaceId} ({Dims} dimensions, {Metric})";

    /// <summary>Whether vectors of the two may be compared; the encoder may be another one of the same space.</summary>
    public bool Speaks(IndexSpace other) => SpaceId == other.SpaceId && Dims == other.Dims && Metric == other.Metric;
}
