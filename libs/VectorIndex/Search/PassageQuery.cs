namespace Kale.VectorIndex;

/// <summary>What to look for.</summary>
/// <param name="Vector">[dims], of the build's space.</param>
public sealed record PassageQuery(float[] Vector)
{
    /// <summary>How many hits, 1 to 10,000; 10 by default.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>How many of the best hits to leave out.</summary>
    public int Offset { get; init; }

    /// <summary>Which passages may be hits; null: all.</summary>
    public PassageFilter? Filter { get; init; }

    /// <summary>Only hits at least this similar; with Euclid at most this far.</summary>
    public float? ScoreThreshold { get; init; }

    /// <summary>At most one hit per document, its best passage; limit and offset then count documents.</summary>
    public bool GroupByDocument { get; init; }

    /// <summary>Compare with every passage instead of asking the server's approximate index.</summary>
    public bool Exact { get; init; }
}

/// <summary>A passage that was found.</summary>
/// <param name="PassageId">uuid5 of document and ordinal.</param>
/// <param name="DocumentId">The document it is part of.</param>
/// <param name="Ordinal">Which part, counted from 0.</param>
/// <param name="Title">The document's title.</param>
/// <param name="Text">The passage.</param>
/// <param name="Score">Similarity; with Euclid the distance.</param>
/// <param name="Payload">The document's own fields.</param>
public sealed record PassageHit(
    Guid PassageId, string DocumentId, int Ordinal, string Title, string Text, float Score, UserPayload Payload);
