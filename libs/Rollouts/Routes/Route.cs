using System.Collections.Immutable;

namespace Kale.Rollouts.Routes;

/// <summary>
/// Which encoder answers under a name, and which is on its way. Immutable; changed only by <see cref="RouteMachine"/>.
/// </summary>
public sealed record Route
{
    /// <summary>Changes kept in <see cref="History"/>; the audit log keeps all.</summary>
    public const int HistoryLength = 32;

    /// <summary>Releases kept in <see cref="Earlier"/>.</summary>
    public const int EarlierLength = 16;

    /// <summary>What clients name.</summary>
    public required string Name { get; init; }

    /// <summary>The embedding space that every release of the route speaks.</summary>
    public required string SpaceId { get; init; }

    /// <summary>1 when created, one more with every change.</summary>
    public required long Generation { get; init; }

    /// <summary>Who answers.</summary>
    public required Release Active { get; init; }

    /// <summary>Who answered before, while it is warm.</summary>
    public WarmRelease? Previous { get; init; }

    /// <summary>Who may answer next.</summary>
    public Candidate? Candidate { get; init; }

    /// <summary>The bar for candidates.</summary>
    public RoutePolicy Policy { get; init; } = new();

    /// <summary>What was active before, newest first.</summary>
    public ImmutableList<Release> Earlier { get; init; } = [];

    /// <summary>The latest changes, newest first.</summary>
    public ImmutableList<RouteChange> History { get; init; } = [];

    /// <summary>
    /// Those whose bundles a replica of this route keeps loaded: active, warm and candidate, in this order.
    /// </summary>
    public IEnumerable<Release> WantedReleases =>
        new[] { Active, Previous?.Release, Candidate?.Release }.OfType<Release>();
}

/// <summary>One line of the audit log: who, when, what, why.</summary>
public sealed record RouteChange(
    long Generation,
    DateTimeOffset Time,
    string Event,
    string Actor,
    string Reason,
    string RequestId,
    string? ReleaseId)
{
    /// <summary>What the request said; null where one may say the same in several ways.</summary>
    public string? Fingerprint { get; init; }
}
