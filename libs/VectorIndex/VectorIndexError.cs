namespace Kale.VectorIndex;

/// <summary>Why the index cannot do what was asked.</summary>
public enum VectorIndexError
{
    /// <summary>No build serves under this name.</summary>
    CollectionNotFound,

    /// <summary>No build has this id.</summary>
    BuildNotFound,

    /// <summary>The build serves and cannot be dropped.</summary>
    BuildIsServing,

    /// <summary>The build served once and is kept for rollback.</summary>
    BuildIsRetired,

    /// <summary>No build served before this one, or it is gone.</summary>
    NothingToRollBack,

    /// <summary>Two embedding spaces met.</summary>
    SpaceMismatch,

    /// <summary>A build holds another number of passages or documents than expected.</summary>
    CountMismatch,

    /// <summary>Documents of a build were only written in part.</summary>
    IncompleteDocuments,

    /// <summary>The collection was not made by this suite or by a newer version of it.</summary>
    ForeignCollection,

    /// <summary>A name that cannot be a collection's.</summary>
    InvalidName,

    /// <summary>A vector of the wrong length or with a number that is not finite.</summary>
    InvalidVector,

    /// <summary>A filter without a meaning.</summary>
    InvalidFilter,

    /// <summary>The store refused the request as wrong.</summary>
    InvalidRequest,

    /// <summary>The store cannot be reached.</summary>
    StoreUnavailable,

    /// <summary>The store did not answer in time.</summary>
    StoreTimeout,

    /// <summary>The store asks for patience.</summary>
    StoreOverloaded,

    /// <summary>The store has no room left.</summary>
    StorageFull,

    /// <summary>The store does not accept the API key.</summary>
    AccessDenied,

    /// <summary>The store's answer is larger than the client takes.</summary>
    AnswerTooLarge,

    /// <summary>The store failed in a way of its own.</summary>
    StoreFailed,
}
