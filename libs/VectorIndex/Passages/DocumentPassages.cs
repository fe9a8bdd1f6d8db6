namespace Kale.VectorIndex;

/// <summary>A document as it is stored: all of its passages.</summary>
/// <param name="DocumentId">Unique in the collection.</param>
/// <param name="Title">Stored with every passage.</param>
/// <param name="ContentHash">What its passages were made from; compared before a document is encoded again.</param>
/// <param name="Payload">The user's fields, stored with every passage; the key "kale" is reserved.</param>
/// <param name="Passages">At least one; their places are their ordinals.</param>
public sealed record DocumentPassages(
    string DocumentId, string Title, string ContentHash, UserPayload? Payload, IReadOnlyList<PassageVector> Passages)
{
    /// <summary>Names where the document comes from; empty: nothing is kept of it.</summary>
    public string Source { get; init; } = "";
}

/// <summary>One passage with its vector.</summary>
/// <param name="Text">What is shown when it is found.</param>
/// <param name="Vector">[dims].</param>
public sealed record PassageVector(string Text, float[] Vector);

/// <summary>What the store knows of a document.</summary>
/// <param name="ContentHash">Null when the document was written only in part.</param>
/// <param name="Passages">How many passages it has; an upper bound when it was written only in part.</param>
/// <param name="Source">Names who sent it last; empty: not known.</param>
public sealed record StoredDocument(string? ContentHash, int Passages, string Source = "");

/// <summary>A page of ids of documents.</summary>
/// <param name="Ids">In the order of the store.</param>
/// <param name="Next">Where the next page begins; null: there is none.</param>
public sealed record DocumentPage(IReadOnlyList<string> Ids, Guid? Next);

/// <summary>What a write changed.</summary>
/// <param name="PassagesWritten">Passages that are now as given.</param>
/// <param name="PassagesRemoved">Passages of earlier, longer versions that are gone.</param>
public sealed record WriteCounts(long PassagesWritten, long PassagesRemoved);

/// <summary>What a deletion removed.</summary>
/// <param name="Documents">Documents that were there.</param>
/// <param name="Passages">Their passages.</param>
public sealed record DeleteCounts(long Documents, long Passages);

/// <summary>A passage as it is stored.</summary>
/// <param name="DocumentId">The document it is part of.</param>
/// <param name="Ordinal">Which part, counted from 0.</param>
/// <param name="Title">The document's title.</param>
/// <param name="Text">The passage.</param>
public sealed record StoredPassage(string DocumentId, int Ordinal, string Title, string Text);
