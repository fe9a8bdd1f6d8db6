namespace Kale.VectorIndex;

/// <summary>The index cannot do what was asked; the message says what to do.</summary>
public sealed class VectorIndexException(VectorIndexError code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Why, for programs.</summary>
    public VectorIndexError Code { get; } = code;

    /// <summary>What it is about: a collection, a build, a space. Empty when nothing of the kind.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The request is right, but what it is about is not in the state that it needs.</summary>
    public bool ConcernsState => Code is VectorIndexError.BuildIsServing or VectorIndexError.BuildIsRetired
        or VectorIndexError.NothingToRollBack or VectorIndexError.SpaceMismatch or VectorIndexError.CountMismatch
        or VectorIndexError.IncompleteDocuments or VectorIndexError.ForeignCollection or VectorIndexError.AccessDenied;

    /// <summary>When the store wants to be asked again, if it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
