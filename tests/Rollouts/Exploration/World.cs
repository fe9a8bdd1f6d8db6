using Kale.Rollouts.Routes;

namespace Kale.Rollouts.Tests.Exploration;

/// <summary>How a route changes; the product's, or a broken one that the explorer must catch.</summary>
internal delegate Route Machine(Route route, RouteRequest request, DateTimeOffset now);

/// <summary>
/// The state store of one schedule, and the invariants of docs/decisions/0004 at every write and every answer.
/// </summary>
internal sealed class World(Machine machine, RoutePolicy policy)
{
    public const string Space = "space-1";
    private readonly Dictionary<string, Route> _requests = [];
    private readonly HashSet<string> _passed = [];
    private readonly HashSet<string> _replaced = ["r0"];
    private readonly List<Route> _log =
    [
        RouteMachine.Create("route", Space, new Release("r0", "good-0", DateTimeOffset.UnixEpoch), policy),
    ];

    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>What happened, for the message of a failure.</summary>
    public List<string> Trace { get; } = [];

    /// <summary>What replicas last said: bundles that are ready, and until when that is believed.</summary>
    public Dictionary<string, (HashSet<string> Ready, DateTimeOffset Until)> Leases { get; } = [];

    public Route Route => _log[^1];

    public bool IsReported(string bundle) =>
        Leases.Values.Any(lease => lease.Until > Now && lease.Ready.Contains(bundle));

    /// <summary>
    /// The bundles that exist: a few good ones, one whose vectors are not its space's, one of another space.
    /// </summary>
    public static string SpaceOf(string bundle) =>
        bundle.StartsWith("alien", StringComparison.Ordinal) ? "space-2" : Space;

    public static bool Reproduces(string bundle) => bundle.StartsWith("good", StringComparison.Ordinal);

    /// <summary>
    /// As the store does it: a request once, a change on the generation it was decided on, or nothing.
    /// </summary>
    public void Write(RouteRequest request)
    {
        if (_requests.ContainsKey(request.RequestId)) { return; }
        try
        {
            var (before, after) = (Route, machine(Route, request, Now));
            Trace.Add($"{before.Generation}: {request.Actor} {request.Event}");
            if (request.Event is RouteEvent.RecordVerdict { Passed: true } verdict) { _passed.Add(verdict.ReleaseId); }
            if (request.Event is RouteEvent.Replace replace) { _replaced.Add(replace.Release.Id); }
            _log.Add(after);
            CheckWrite(before, request, after);
            _requests.Add(request.RequestId, after);
        }
        catch (RouteException)
        {
            // Refused: nothing changed.
        }
    }

    /// <summary>
    /// A search was answered with this bundle, on the word of a gateway that had read this generation.
    /// </summary>
    public void Answered(long generation, string bundle)
    {
        var seen = _log[(int)generation - 1];
        Require(Reproduces(bundle), $"an answer by {bundle}, which nobody can have verified");
        Require(SpaceOf(bundle) == Space, $"an answer of another space, by {bundle}");
        var canary = seen.Candidate is { Stage: CandidateStage.Canary } candidate
            && candidate.Release.BundleId == bundle;
        Require(
            canary || seen.Active.BundleId == bundle,
            $"an answer by {bundle} at generation {generation}, which names {seen.Active.BundleId}");
    }

    private void CheckWrite(Route before, RouteRequest request, Route after)
    {
        Require(after.Generation == before.Generation + 1, $"generation {before.Generation} became {after.Generation}");
        Require(request.ExpectedGeneration == before.Generation, "a change that was decided on another generation");
        Require(
            _replaced.Contains(after.Active.Id) || _passed.Contains(after.Active.Id),
            $"{after.Active.Id} became active and never passed the gate");
        Require(
            after.Candidate is not { Stage: > CandidateStage.Staged } candidate
                || _passed.Contains(candidate.Release.Id),
            "a candidate in traffic never passed the gate");
        Require(Releases(after).All(release => SpaceOf(release.BundleId) == Space), "a release of another space");
        if (after.Active != before.Active) { CheckActivation(before, request, after); }
    }

    private void CheckActivation(Route before, RouteRequest request, Route after)
    {
        var lowest = policy.AllowDirectPromotion ? CandidateStage.Gated : CandidateStage.Canary;
        var promoted = request.Event is RouteEvent.Promote
            && before.Candidate?.Release == after.Active
            && before.Candidate.Stage >= lowest;
        var rolledBack = request.Event is RouteEvent.Rollback
            && before.Previous?.Release == after.Active
            && before.Previous.WarmUntil > Now;
        var replaced = request.Event is RouteEvent.Replace replace
            && replace.Release == after.Active && after is { Previous: null, Candidate: null };
        Require(
            promoted || rolledBack || replaced,
            $"{after.Active.Id} became active by {request.Event.Name} from {before.Candidate?.Stage}");
        Require(
            !rolledBack || LastOther(before) == after.Active,
            $"a rollback past the release directly before, to {after.Active.Id}");
    }

    // The release that was active directly before the present one.
    private Release? LastOther(Route before) =>
        _log[..^1].LastOrDefault(route => route.Active != before.Active)?.Active;

    private static IEnumerable<Release> Releases(Route route) =>
        new[] { route.Active, route.Previous?.Release, route.Candidate?.Release }.OfType<Release>();

    private void Require(bool holds, string otherwise)
    {
        if (!holds) { throw new InvariantException($"{otherwise}\n  {string.Join("\n  ", Trace)}"); }
    }
}

/// <summary>A schedule led where it must not.</summary>
internal sealed class InvariantException(string message) : Exception(message);
