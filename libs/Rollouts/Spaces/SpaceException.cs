namespace Kale.Rollouts.Spaces;

/// <summary>Why a space cannot be registered or found.</summary>
public enum SpaceError
{
    /// <summary>No space of that id is registered.</summary>
    NotFound,

    /// <summary>The two bundles do not define a space together.</summary>
    NotDefined,

    /// <summary>The tolerance is not within (-1, 1].</summary>
    InvalidTolerance,
}

/// <summary>A mistake about spaces; the message says what to do.</summary>
public sealed class SpaceException(SpaceError code, string message) : Exception(message)
{
    /// <summary>The reason, for callers that map it to a status.</summary>
    public SpaceError Code { get; } = code;
}
