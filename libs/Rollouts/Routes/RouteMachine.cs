using System.Collections.Immutable;

namespace Kale.Rollouts.Routes;

/// <summary>
/// Decides every change of a route: a pure function of the route, the wish and the time (docs/decisions/0004). Stores
/// apply what it returns by compare-and-set on the generation.
/// </summary>
public static class RouteMachine
{
    /// <summary>The first generation of a route.</summary>
    public static Route Create(string name, string spaceId, Release active, RoutePolicy policy) =>
        new()
        {
            Name = RouteNames.Checked(name),
            SpaceId = spaceId,
            Generation = 1,
            Active = active,
            Policy = Checked(name, policy),
        };

    /// <summary>The route after the event, one generation on.</summary>
    /// <exception cref="RouteException">The event does not fit the route; nothing is to be changed.</exception>
    public static Route Apply(Route route, RouteRequest request, DateTimeOffset now)
    {
        if (request.ExpectedGeneration != route.Generation) { throw Conflict(route, request.ExpectedGeneration); }
        var next = Decide(route, request.Event, now);
        var change = new RouteChange(
            route.Generation + 1,
            now,
            request.Event.Name,
            request.Actor,
            request.Reason,
            request.RequestId,
            ReleaseOf(route, request.Event)?.Id)
        {
            Fingerprint = request.Fingerprint,
        };
        return next with { Generation = change.Generation, History = Keep(route, change) };
    }

    /// <summary>The refusal of a change that was decided on another generation.</summary>
    internal static RouteException Conflict(Route route, long expected) => Refuse(
        route,
        RouteError.GenerationConflict,
        $"is at generation {route.Generation}, not {expected}: somebody changed it. Look again, then decide.");

    private static Route Decide(Route route, RouteEvent wish, DateTimeOffset now) => wish switch
    {
        RouteEvent.Stage stage => Stage(route, stage),
        RouteEvent.RecordVerdict verdict => RecordVerdict(route, verdict),
        RouteEvent.StartRollout start => StartRollout(route, start),
        RouteEvent.Advance advance => Advance(route, advance),
        RouteEvent.Promote => Promote(route, now),
        RouteEvent.Abort => Abort(route),
        RouteEvent.Rollback => Rollback(route, now),
        RouteEvent.Replace replace => Replace(route, replace),
        RouteEvent.Cool => Cool(route, now),
        RouteEvent.SetPolicy set => route with { Policy = Checked(route.Name, set.Policy) },
        _ => throw new InvalidOperationException($"No rule for {wish.Name}. This is a bug."),
    };

    private static Route Stage(Route route, RouteEvent.Stage wish)
    {
        if (route.Candidate is { } candidate)
        {
            throw Refuse(
                route,
                RouteError.CandidateExists,
                $"already has the candidate {candidate.Release.Id} ({candidate.Stage}). Abort or promote it first.");
        }
        RequireAnother(route, wish.Release, wish.SpaceId);
        return route with { Candidate = new Candidate(wish.Release, CandidateStage.Staged, 0, null) };
    }

    // What was lost can be loaded by nobody: it is not kept warm.
    private static Route Replace(Route route, RouteEvent.Replace wish)
    {
        RequireAnother(route, wish.Release, wish.SpaceId);
        return route with { Active = wish.Release, Previous = null, Candidate = null, Earlier = Remember(route) };
    }

    private static void RequireAnother(Route route, Release release, string spaceId)
    {
        if (spaceId != route.SpaceId)
        {
            throw Refuse(
                route,
                RouteError.SpaceMismatch,
                $"speaks {route.SpaceId}, but bundle {release.BundleId} speaks {spaceId}. "
                    + "Their vectors must never be compared.");
        }
        if (release.BundleId == route.Active.BundleId)
        {
            throw Refuse(route, RouteError.AlreadyActive, $"already serves bundle {release.BundleId}.");
        }
    }

    private static Route RecordVerdict(Route route, RouteEvent.RecordVerdict wish)
    {
        var candidate = Require(route, CandidateStage.Staged, CandidateStage.Staged);
        if (candidate.Release.Id != wish.ReleaseId)
        {
            throw Refuse(
                route,
                RouteError.WrongStage,
                $"has the candidate {candidate.Release.Id}; the verdict is about {wish.ReleaseId}.");
        }
        return route with
        {
            Candidate = wish.Passed
                ? candidate with { Stage = CandidateStage.Gated, VerdictId = wish.VerdictId }
                : null,
        };
    }

    private static Route StartRollout(Route route, RouteEvent.StartRollout wish) => route with
    {
        Candidate = Require(route, CandidateStage.Gated, CandidateStage.Gated) with
        {
            Stage = CandidateStage.Shadow,
            Share = Share(route, wish.Share),
            Automatic = wish.Automatic,
        },
    };

    private static Route Advance(Route route, RouteEvent.Advance wish) => route with
    {
        Candidate = Require(route, CandidateStage.Shadow, CandidateStage.Canary) with
        {
            Stage = CandidateStage.Canary,
            Share = Share(route, wish.Share),
        },
    };

    private static Route Promote(Route route, DateTimeOffset now)
    {
        var lowest = route.Policy.AllowDirectPromotion ? CandidateStage.Gated : CandidateStage.Canary;
        return route with
        {
            Active = Require(route, lowest, CandidateStage.Canary).Release,
            Previous = new WarmRelease(route.Active, now + route.Policy.KeepWarm),
            Candidate = null,
            Earlier = Remember(route),
        };
    }

    private static Route Abort(Route route) =>
        route.Candidate is null
            ? throw Refuse(route, RouteError.NoCandidate, "has no candidate to abort.")
            : route with { Candidate = null };

    private static Route Rollback(Route route, DateTimeOffset now) => route.Previous switch
    {
        null => throw Refuse(
            route, RouteError.NothingToRollBackTo, "has no warm previous release. Stage the wanted bundle again."),
        var previous when previous.WarmUntil <= now => throw Refuse(
            route,
            RouteError.NothingToRollBackTo,
            $"kept {previous.Release.Id} warm until {previous.WarmUntil:O}. "
                + $"Stage bundle {previous.Release.BundleId} again."),
        var previous => route with
        {
            Active = previous.Release,
            Previous = null,
            Candidate = null,
            Earlier = Remember(route),
        },
    };

    private static Route Cool(Route route, DateTimeOffset now) =>
        route.Previous is { } previous && previous.WarmUntil <= now
            ? route with { Previous = null }
            : throw Refuse(route, RouteError.WrongStage, "has no previous release whose warm time is over.");

    private static Candidate Require(Route route, CandidateStage lowest, CandidateStage highest)
    {
        if (route.Candidate is not { } candidate)
        {
            throw Refuse(route, RouteError.NoCandidate, "has no candidate. Stage a release first.");
        }
        return candidate.Stage >= lowest && candidate.Stage <= highest
            ? candidate
            : throw Refuse(
                route,
                RouteError.WrongStage,
                $"has a candidate in stage {candidate.Stage}; "
                    + $"this needs {(lowest == highest ? lowest : $"{lowest} to {highest}")}.");
    }

    private static double Share(Route route, double share) =>
        share is > 0 and <= 1
            ? share
            : throw Refuse(
                route,
                RouteError.InvalidShare,
                $"cannot give a share of {share}; it takes more than 0 and at most 1.");

    private static Release? ReleaseOf(Route route, RouteEvent wish) => wish switch
    {
        RouteEvent.Stage stage => stage.Release,
        RouteEvent.Replace replace => replace.Release,
        RouteEvent.Rollback or RouteEvent.Cool => route.Previous?.Release,
        _ => route.Candidate?.Release,
    };

    private static RoutePolicy Checked(string name, RoutePolicy policy) => policy.Problem() is { } problem
        ? throw new RouteException(RouteError.InvalidPolicy, $"Route '{name}' cannot have this policy: {problem}.")
        : policy;

    private static ImmutableList<Release> Remember(Route route)
    {
        var earlier = route.Earlier.Insert(0, route.Active);
        return earlier.Count > Route.EarlierLength ? earlier.RemoveAt(Route.EarlierLength) : earlier;
    }

    private static ImmutableList<RouteChange> Keep(Route route, RouteChange change)
    {
        var history = route.History.Insert(0, change);
        return history.Count > Route.HistoryLength ? history.RemoveAt(Route.HistoryLength) : history;
    }

    private static RouteException Refuse(Route route, RouteError error, string what) =>
        new(error, $"Route '{route.Name}' {what}");
}
