namespace Kale.Rollouts.Routes;

/// <summary>Why a change of a route is refused.</summary>
public enum RouteError
{
    /// <summary>No route of that name.</summary>
    NotFound,

    /// <summary>A route of that name is there already, and it is another one.</summary>
    AlreadyExists,

    /// <summary>The route was changed since the decision was made.</summary>
    GenerationConflict,

    /// <summary>The request id was used for something else.</summary>
    RequestIdReused,

    /// <summary>There is a candidate already.</summary>
    CandidateExists,

    /// <summary>There is no candidate.</summary>
    NoCandidate,

    /// <summary>The candidate is not in a stage that allows it.</summary>
    WrongStage,

    /// <summary>The bundle speaks another space than the route.</summary>
    SpaceMismatch,

    /// <summary>The bundle is active already.</summary>
    AlreadyActive,

    /// <summary>The share is not within (0, 1].</summary>
    InvalidShare,

    /// <summary>The policy cannot be meant.</summary>
    InvalidPolicy,

    /// <summary>Replicas do not report the release ready; it gets no traffic.</summary>
    NotReady,

    /// <summary>The active release is loaded, or may still be: it is not to be replaced without a gate.</summary>
    StillServing,

    /// <summary>A change of this kind must say why.</summary>
    ReasonMissing,

    /// <summary>The name is no route's.</summary>
    InvalidName,

    /// <summary>There is no warm previous release.</summary>
    NothingToRollBackTo,

    /// <summary>The state store does not answer.</summary>
    StoreUnavailable,
}

/// <summary>A change of a route that does not fit its state; the message says what to do.</summary>
public sealed class RouteException(RouteError code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The reason, for callers that map it to a status.</summary>
    public RouteError Code { get; } = code;
}
