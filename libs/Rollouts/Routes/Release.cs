namespace Kale.Rollouts.Routes;

/// <summary>A bundle put forward for a route. The same bundle staged twice is two releases.</summary>
public sealed record Release(string Id, string BundleId, DateTimeOffset Created);

/// <summary>
/// The release that was active before, kept loaded for an instant rollback; until when, by the store's clock.
/// </summary>
public sealed record WarmRelease(Release Release, DateTimeOffset WarmUntil);

/// <summary>How far a candidate has come.</summary>
public enum CandidateStage
{
    /// <summary>Replicas load it; the gate judges it; no traffic.</summary>
    Staged,

    /// <summary>The gate passed it; no traffic yet.</summary>
    Gated,

    /// <summary>A share of searches also runs with it, off the answer's path.</summary>
    Shadow,

    /// <summary>A share of searches is answered by it.</summary>
    Canary,
}

/// <summary>The one release that may become active next.</summary>
/// <param name="Release">What was staged.</param>
/// <param name="Stage">How far it has come.</param>
/// <param name="Share">Of searches, 0 to 1; 0 before shadow.</param>
/// <param name="VerdictId">The stored report of the gate that passed it.</param>
/// <param name="Automatic">It goes on by itself while it is within the policy.</param>
public sealed record Candidate(
    Release Release, CandidateStage Stage, double Share, string? VerdictId, bool Automatic = false);
