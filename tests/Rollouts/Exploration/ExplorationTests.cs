using Kale.Rollouts.Routes;

namespace Kale.Rollouts.Tests.Exploration;

/// <summary>
/// The invariants of docs/decisions/0004 under tens of thousands of interleavings. That the explorer can fail is shown
/// by machines and replicas that are broken in one point each.
/// </summary>
public sealed class ExplorationTests
{
    private const int Schedules = 20_000;

    [Fact]
    public void Invariants_OverRandomInterleavings_Hold()
    {
        var (failure, activations) = new Explorer().Run(Schedules);
        Assert.Null(failure);
        // Schedules that never activate anything would prove little.
        Assert.True(activations > Schedules / 10, $"{activations} activations");
    }

    public static TheoryData<string> Mutations() => [.. s_broken.Keys];

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Explorer_OfABrokenMachine_FindsIt(string mutation) =>
        Assert.NotNull(new Explorer { Machine = s_broken[mutation] }.Run(Schedules).Failure);

    [Fact]
    public void Explorer_OfReplicasThatAnswerBeforeTheyVerified_FindsIt() =>
        Assert.NotNull(
            new Explorer { AnswersUnverified = true, Machine = s_broken["takes every verdict as passed"] }
                .Run(Schedules).Failure);

    private static readonly Dictionary<string, Machine> s_broken = new()
    {
        ["ignores the generation"] = (route, request, now) =>
            RouteMachine.Apply(route, request with { ExpectedGeneration = route.Generation }, now),
        ["forgets to count"] = (route, request, now) =>
            RouteMachine.Apply(route, request, now) with { Generation = route.Generation },
        ["promotes what is staged"] = (route, request, now) => RouteMachine.Apply(
            request.Event is RouteEvent.Promote && route.Candidate is { } candidate
                ? route with { Candidate = candidate with { Stage = CandidateStage.Canary } }
                : route,
            request,
            now),
        ["promotes what is in shadow"] = (route, request, now) => RouteMachine.Apply(
            request.Event is RouteEvent.Promote && route.Candidate is { Stage: CandidateStage.Shadow } candidate
                ? route with { Candidate = candidate with { Stage = CandidateStage.Canary } }
                : route,
            request,
            now),
        ["starts without a verdict"] = (route, request, now) => RouteMachine.Apply(
            request.Event is RouteEvent.StartRollout && route.Candidate is { } candidate
                ? route with { Candidate = candidate with { Stage = CandidateStage.Gated } }
                : route,
            request,
            now),
        ["takes any space"] = (route, request, now) => RouteMachine.Apply(
            route,
            request.Event is RouteEvent.Stage stage
                ? request with { Event = stage with { SpaceId = route.SpaceId } }
                : request,
            now),
        ["replaces by any space"] = (route, request, now) => RouteMachine.Apply(
            route,
            request.Event is RouteEvent.Replace replace
                ? request with { Event = replace with { SpaceId = route.SpaceId } }
                : request,
            now),
        ["keeps a candidate beside a replacement"] = (route, request, now) =>
            RouteMachine.Apply(route, request, now) is var next && request.Event is RouteEvent.Replace
                ? next with { Candidate = route.Candidate }
                : next,
        ["rolls back to what is cold"] = (route, request, now) =>
            RouteMachine.Apply(route, request, DateTimeOffset.UnixEpoch),
        ["rolls back past the release before"] = (route, request, now) =>
            RouteMachine.Apply(route, request, now) is var next
            && request.Event is RouteEvent.Promote
            && route.Earlier is [var older, ..]
                ? next with { Previous = next.Previous! with { Release = older } }
                : RouteMachine.Apply(route, request, now),
        ["takes every verdict as passed"] = (route, request, now) =>
            request.Event is RouteEvent.RecordVerdict { Passed: false } verdict
                ? RouteMachine.Apply(route, request with { Event = verdict with { Passed = true } }, now)
                : RouteMachine.Apply(route, request, now),
    };
}
