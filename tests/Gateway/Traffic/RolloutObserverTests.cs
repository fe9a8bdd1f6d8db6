using Kale.Gateway.Rollout;
using Kale.Rollouts.Judging;
using Kale.Rollouts.Routes;

namespace Kale.Gateway.Tests.Traffic;

public sealed class RolloutObserverTests
{
    private static readonly Candidate s_shadow =
        new(new Release("release-1", "bundle-1", default), CandidateStage.Shadow, 1, "verdict");

    private static readonly Candidate s_canary = s_shadow with { Stage = CandidateStage.Canary };

    private readonly RolloutObserver _observer = new();

    [Fact]
    public void Tally_ALateResultOfTheStageBefore_LeavesTheNextOnesAlone()
    {
        _observer.TallyOf(s_shadow, 4).Compared(1, 1);
        _observer.TallyOf(s_canary, 5).Answered(byCandidate: true, null);

        _observer.TallyOf(s_shadow, 4).Compared(0, 0);
        _observer.TallyOf(s_shadow, 4).Dropped();

        _observer.TallyOf(s_canary, 6).Answered(byCandidate: true, null);
        var seen = _observer.Of(s_canary);
        Assert.Equal((2, 0), (seen.Candidate.Searches, seen.Compared));
        Assert.Equal(RolloutObservations.None, _observer.Of(s_shadow));
    }

    [Fact]
    public void Tally_OfALaterRelease_BeginsAnew()
    {
        _observer.TallyOf(s_canary, 5).Failed(byCandidate: true);
        var next = s_shadow with { Release = s_shadow.Release with { Id = "release-2" } };
        _observer.TallyOf(next, 8).Compared(1, 1);
        Assert.Equal(1, _observer.Of(next).Compared);
        Assert.Equal(RolloutObservations.None, _observer.Of(s_canary));
    }
}
