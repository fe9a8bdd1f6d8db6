using Kale.Rollouts.Judging;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;

namespace Kale.Rollouts.Tests.Judging;

public sealed class RolloutJudgeTests
{
    private static readonly RoutePolicy s_policy = new() { MinObservations = 50, PromoteAfterObservations = 200 };
    private static readonly EncoderTraffic s_good =
        new(200, 0, 200, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(4));
    private static readonly RolloutObservations s_fine = new(s_good, s_good, 200, 0, 0.9, 0.9);

    [Theory]
    [InlineData(CandidateStage.Shadow, false, RolloutStep.Wait)]
    [InlineData(CandidateStage.Shadow, true, RolloutStep.Advance)]
    [InlineData(CandidateStage.Canary, true, RolloutStep.Promote)]
    [InlineData(CandidateStage.Canary, false, RolloutStep.Promote)]
    [InlineData(CandidateStage.Gated, true, RolloutStep.Wait)]
    public void Judge_WithinThePolicy_GoesForwardWhenAsked(
        CandidateStage stage, bool automatic, RolloutStep expected) =>
        Assert.Equal(expected, RolloutJudge.Judge(s_policy, In(stage, automatic), s_fine).Step);

    [Fact]
    public void Judge_OfACanary_WaitsForEnoughObservations()
    {
        var few = s_fine with { Candidate = s_good with { Searches = 199 } };
        Assert.Equal(RolloutStep.Wait, RolloutJudge.Judge(s_policy, In(CandidateStage.Canary), few).Step);
        Assert.Equal(
            RolloutStep.Wait,
            RolloutJudge.Judge(s_policy with { PromoteAfterObservations = 0 }, In(CandidateStage.Canary), s_fine).Step);
    }

    public static TheoryData<string, RolloutObservations> Bad() => new()
    {
        { CheckNames.ErrorRate, s_fine with { Candidate = s_good with { Errors = 3 } } },
        { CheckNames.Overlap, s_fine with { MeanOverlapAt10 = 0.39 } },
        { CheckNames.Overlap, s_fine with { MeanOverlapAt10 = double.NaN } },
        { CheckNames.Latency, s_fine with { Candidate = s_good with { P95 = TimeSpan.FromMilliseconds(11.1) } } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Judge_OutsideThePolicy_AbortsByTheCheckThatShows(string check, RolloutObservations seen)
    {
        var decision = RolloutJudge.Judge(s_policy, In(CandidateStage.Canary), seen);
        Assert.Equal(RolloutStep.Abort, decision.Step);
        Assert.Equal(check, Assert.Single(decision.Checks, result => result.Outcome == CheckOutcome.Failed).Name);
    }

    [Fact]
    public void Judge_WithTooFewObservations_NeverAborts()
    {
        var broken = new EncoderTraffic(49, 49, 49, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        Assert.Equal(
            RolloutStep.Wait,
            RolloutJudge.Judge(
                s_policy, In(CandidateStage.Canary), new RolloutObservations(s_good, broken, 49, 0, 0, 0)).Step);
    }

    [Fact]
    public void Judge_WhereVectorsComeFromACache_GoesForwardWithoutTimes()
    {
        var cached = s_good with { Timed = 0, P50 = TimeSpan.Zero, P95 = TimeSpan.Zero };
        Assert.Equal(
            RolloutStep.Promote,
            RolloutJudge.Judge(
                s_policy, In(CandidateStage.Canary), s_fine with { Active = cached, Candidate = cached }).Step);
        Assert.Equal(
            RolloutStep.Wait,
            RolloutJudge.Judge(s_policy, In(CandidateStage.Canary), s_fine with { Compared = 49 }).Step);
    }

    [Fact]
    public void Judge_WhenTheActiveEncoderFailsToo_DoesNotBlameTheCandidate()
    {
        var failing = s_good with { Errors = 20 };
        Assert.Equal(
            RolloutStep.Promote,
            RolloutJudge.Judge(
                s_policy, In(CandidateStage.Canary), s_fine with { Active = failing, Candidate = failing }).Step);
    }

    private static Candidate In(CandidateStage stage, bool automatic = false) =>
        new(new Release("r", "bundle", DateTimeOffset.UnixEpoch), stage, 0.5, "report", automatic);
}
