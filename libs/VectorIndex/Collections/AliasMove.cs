namespace Kale.VectorIndex;

/// <summary>What an alias pointed to after and before.</summary>
/// <param name="Serving">What answers now.</param>
/// <param name="Retired">What answered before; null on a first commit.</param>
public sealed record AliasMove(IndexBuild Serving, IndexBuild? Retired);

/// <summary>What must hold before a build may serve, besides that none of its documents is incomplete.</summary>
public sealed record CommitConditions
{
    /// <summary>Exactly so many passages, if set.</summary>
    public long? Passages { get; init; }

    /// <summary>Exactly so many documents, if set.</summary>
    public long? Documents { get; init; }

    /// <summary>Whether the collection may change its space; its queries then need an encoder of the new one.</summary>
    public bool AllowSpaceChange { get; init; }

    internal void Require(IndexBuild build, BuildCounts counts)
    {
        if (Passages is { } passages && passages != counts.Passages)
            throw Mismatch(build, "passages", counts.Passages, passages);
        if (Documents is { } documents && documents != counts.Documents)
            throw Mismatch(build, "documents", counts.Documents, documents);
        if (counts.IncompleteDocuments == 0) return;
        throw new VectorIndexException(VectorIndexError.IncompleteDocuments,
            $"{counts.IncompleteDocuments} documents of build '{build.BuildId}' were written only in part. Send them "
            + "again, then commit.")
        { Subject = build.BuildId };
    }

    private static VectorIndexException Mismatch(IndexBuild build, string what, long held, long expected) =>
        new(VectorIndexError.CountMismatch,
            $"The build '{build.BuildId}' holds {held} {what}, expected were {expected}.")
        {
            Subject = build.BuildId,
        };
}
