using Kale.Rollouts.Routes;

namespace Kale.Rollouts.Tests.Routes;

public sealed class RouteMachineTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Release First = new("r1", "bundle-1", Now);
    private static readonly Release Second = new("r2", "bundle-2", Now);
    private Route _route = RouteMachine.Create("docs", "space-1", First, new RoutePolicy());

    [Fact]
    public void Swap_ThroughAllStages_MakesTheCandidateActiveAndKeepsTheOldWarm()
    {
        Swap();
        Assert.Equal(Second, _route.Active);
        Assert.Equal(new WarmRelease(First, Now + _route.Policy.KeepWarm), _route.Previous);
        Assert.Null(_route.Candidate);
        Assert.Equal(6, _route.Generation);
        Assert.Equal(
            ["Promote", "Advance", "StartRollout", "RecordVerdict", "Stage"],
            _route.History.Select(change => change.Event));
    }

    [Fact]
    public void Rollback_WhileWarm_ServesThePreviousRelease()
    {
        Swap();
        Apply(new RouteEvent.Rollback());
        Assert.Equal(First, _route.Active);
        Assert.Null(_route.Previous);
    }

    [Fact]
    public void Rollback_WhenCold_IsRefused()
    {
        Swap();
        var late = Now + _route.Policy.KeepWarm;
        var error = Assert.Throws<RouteException>(
            () => RouteMachine.Apply(_route, Request(new RouteEvent.Rollback()), late));
        Assert.Equal(RouteError.NothingToRollBackTo, error.Code);
    }

    [Fact]
    public void Replace_OfALostRelease_ServesTheOtherAndKeepsNothingWarm()
    {
        Swap();
        Apply(new RouteEvent.Stage(new Release("r3", "bundle-3", Now), "space-1"));
        var other = new Release("r4", "bundle-4", Now);

        Apply(new RouteEvent.Replace(other, "space-1"));

        Assert.Equal(other, _route.Active);
        Assert.Null(_route.Previous);
        Assert.Null(_route.Candidate);
        Assert.Equal([Second, First], _route.Earlier);
        Assert.Equal(("Replace", "r4", "why"), (
            _route.History[0].Event, _route.History[0].ReleaseId, _route.History[0].Reason));
    }

    [Fact]
    public void Verdict_Refused_TakesTheCandidateAway()
    {
        Apply(new RouteEvent.Stage(Second, "space-1"));
        Apply(new RouteEvent.RecordVerdict("r2", "report", Passed: false));
        Assert.Null(_route.Candidate);
        Assert.Equal(First, _route.Active);
    }

    [Fact]
    public void Apply_OnAnotherGeneration_IsAConflict()
    {
        var request = new RouteRequest(new RouteEvent.Abort(), 7, "id", "me", "why");
        Assert.Equal(
            RouteError.GenerationConflict,
            Assert.Throws<RouteException>(() => RouteMachine.Apply(_route, request, Now)).Code);
    }

    public static TheoryData<string, RouteEvent, RouteError> Refusals() => new()
    {
        { "", new RouteEvent.Stage(Second, "space-2"), RouteError.SpaceMismatch },
        { "", new RouteEvent.Stage(First, "space-1"), RouteError.AlreadyActive },
        { "", new RouteEvent.Replace(Second, "space-2"), RouteError.SpaceMismatch },
        { "", new RouteEvent.Replace(First with { Id = "r9" }, "space-1"), RouteError.AlreadyActive },
        { "", new RouteEvent.Promote(), RouteError.NoCandidate },
        { "", new RouteEvent.Abort(), RouteError.NoCandidate },
        { "", new RouteEvent.Rollback(), RouteError.NothingToRollBackTo },
        { "", new RouteEvent.Cool(), RouteError.WrongStage },
        { "staged", new RouteEvent.Stage(new Release("r3", "bundle-3", Now), "space-1"), RouteError.CandidateExists },
        { "staged", new RouteEvent.StartRollout(0.1), RouteError.WrongStage },
        { "staged", new RouteEvent.Promote(), RouteError.WrongStage },
        { "staged", new RouteEvent.RecordVerdict("r9", "report", true), RouteError.WrongStage },
        { "gated", new RouteEvent.Advance(0.1), RouteError.WrongStage },
        { "gated", new RouteEvent.Promote(), RouteError.WrongStage },
        { "gated", new RouteEvent.StartRollout(0), RouteError.InvalidShare },
        { "gated", new RouteEvent.StartRollout(1.5), RouteError.InvalidShare },
        { "gated", new RouteEvent.StartRollout(double.NaN), RouteError.InvalidShare },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Apply_EventThatDoesNotFit_IsRefusedWithTheReason(string stage, RouteEvent wish, RouteError expected)
    {
        if (stage is "staged" or "gated") { Apply(new RouteEvent.Stage(Second, "space-1")); }
        if (stage is "gated") { Apply(new RouteEvent.RecordVerdict("r2", "report", Passed: true)); }
        Assert.Equal(
            expected, Assert.Throws<RouteException>(() => RouteMachine.Apply(_route, Request(wish), Now)).Code);
    }

    private void Swap()
    {
        Apply(new RouteEvent.Stage(Second, "space-1"));
        Apply(new RouteEvent.RecordVerdict("r2", "report", Passed: true));
        Apply(new RouteEvent.StartRollout(0.5));
        Apply(new RouteEvent.Advance(0.5));
        Apply(new RouteEvent.Promote());
    }

    private void Apply(RouteEvent wish) => _route = RouteMachine.Apply(_route, Request(wish), Now);

    private RouteRequest Request(RouteEvent wish) =>
        new(wish, _route.Generation, $"id-{_route.Generation}", "me", "why");
}
