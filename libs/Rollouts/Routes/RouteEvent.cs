namespace Kale.Rollouts.Routes;

/// <summary>A wish to change a route. The names are the ones of docs/decisions/0004.</summary>
public abstract record RouteEvent
{
    private protected RouteEvent() { }

    /// <summary>As it stands in the audit log.</summary>
    public string Name => GetType().Name;

    /// <summary>Puts a bundle forward.</summary>
    /// <param name="Release">A new release.</param>
    /// <param name="SpaceId">The space its bundle says it speaks.</param>
    public sealed record Stage(Release Release, string SpaceId) : RouteEvent;

    /// <summary>The gate's word on a staged release; a refusal takes it away.</summary>
    public sealed record RecordVerdict(string ReleaseId, string VerdictId, bool Passed) : RouteEvent;

    /// <summary>A gated candidate to shadow traffic.</summary>
    /// <param name="Share">Of searches.</param>
    /// <param name="Automatic">It goes on to canary and becomes active by itself while it is within the policy.</param>
    public sealed record StartRollout(double Share, bool Automatic = false) : RouteEvent;

    /// <summary>A shadowed candidate to canary traffic, or a canary to another share.</summary>
    public sealed record Advance(double Share) : RouteEvent;

    /// <summary>The candidate becomes active, the active one previous.</summary>
    public sealed record Promote : RouteEvent;

    /// <summary>The candidate goes away.</summary>
    public sealed record Abort : RouteEvent;

    /// <summary>The warm previous release becomes active again; a candidate goes away.</summary>
    public sealed record Rollback : RouteEvent;

    /// <summary>
    /// Another release in the place of an active one that no replica can load, without a gate: there is nothing to
    /// compare it with. A candidate goes away, and there is nothing to roll back to.
    /// </summary>
    /// <param name="Release">A new release.</param>
    /// <param name="SpaceId">The space its bundle says it speaks.</param>
    public sealed record Replace(Release Release, string SpaceId) : RouteEvent;

    /// <summary>The previous release's warm time is over.</summary>
    public sealed record Cool : RouteEvent;

    /// <summary>Another bar for candidates.</summary>
    public sealed record SetPolicy(RoutePolicy Policy) : RouteEvent;
}

/// <summary>Who wants an event, on which generation, and why.</summary>
/// <param name="Event">What is to happen.</param>
/// <param name="ExpectedGeneration">The generation that the decision was made on.</param>
/// <param name="RequestId">Chosen by the caller; repeated, the event is not applied again.</param>
/// <param name="Actor">For the audit log.</param>
/// <param name="Reason">For the audit log.</param>
public sealed record RouteRequest(
    RouteEvent Event, long ExpectedGeneration, string RequestId, string Actor, string Reason)
{
    /// <summary>
    /// A hash over what the caller asked for, by which a repeated request is told from another one of the same id;
    /// null: by the event's name alone.
    /// </summary>
    public string? Fingerprint { get; init; }
}
