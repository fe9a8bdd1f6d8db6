using Kale.Bundles;
using Kale.V1;

namespace Kale.EndToEnd.Tests.Swaps;

/// <summary>
/// Encoders that rank nearly as the active one does and are wrong all the same, through the real services, with the
/// policy that a route has by default: none passes, and the check that catches each is named. docs/operations.md shows
/// the table.
/// </summary>
[Collection(nameof(Alone))]
public sealed class DamagedCandidateTests(WordFixture fixture) : IClassFixture<WordFixture>
{
    private static readonly Dictionary<string, Func<DamagedCandidates, Bundle>> s_kinds = new()
    {
        ["right on probes only"] = make => make.RightOnProbesOnly(),
        ["eight words of noise"] = make => make.EightWordsOfNoise(),
        ["a trained one with eight words of noise"] = make => make.TrainedWithEightWordsOfNoise(),
        ["right for Latin only"] = make => make.RightForLatinOnly(),
        ["rare words exchanged"] = make => make.RareWordsExchanged(),
        ["positions from 16 zeroed"] = make => make.PositionsZeroedFrom(16),
        ["positions from 64 zeroed"] = make => make.PositionsZeroedFrom(64),
        ["an offset of a sixth of the spread"] = make => make.Offset(0.17f),
        ["an offset of a third of the spread"] = make => make.Offset(0.34f),
        ["a quarter of the dimensions zeroed"] = make => make.DimensionsZeroed(),
        ["a fifth of the dimensions permuted"] = make => make.DimensionsPermuted(),
        ["a quarter of the dimensions shrunk"] = make => make.DimensionsShrunk(),
    };

    public static TheoryData<string, string> Kinds() => new()
    {
        { "right on probes only", "dimensions" },
        { "eight words of noise", "damage" },
        { "a trained one with eight words of noise", "vocabulary" },
        { "right for Latin only", "damage" },
        { "rare words exchanged", "damage" },
        { "positions from 16 zeroed", "damage" },
        { "positions from 64 zeroed", "damage" },
        { "an offset of a sixth of the spread", "loss" },
        { "an offset of a third of the spread", "dimensions" },
        { "a quarter of the dimensions zeroed", "dimensions" },
        { "a fifth of the dimensions permuted", "dimensions" },
        { "a quarter of the dimensions shrunk", "dimensions" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Candidate_Damaged_IsRefusedByTheCheckThatShouldCatchIt(string kind, string check)
    {
        var (report, route) = await JudgeAsync(s_kinds[kind](fixture.Candidates));

        var found = report.Checks.FirstOrDefault(result => result.Outcome == CheckOutcome.Failed)?.Name;
        Assert.True(found == check, $"{found} caught it, not {check}: {report}");
        Assert.Null(route.Candidate);
        Assert.Equal(fixture.Active, route.Active.BundleId);
    }

    [Fact]
    public async Task Candidate_SlowOnLongTexts_IsRefusedForThem()
    {
        var (report, _) = await JudgeAsync(fixture.Candidates.SlowOnLongTexts());

        var failed = Assert.Single(report.Checks, result => result.Outcome == CheckOutcome.Failed);
        Assert.Equal("latency-p95", failed.Name);
        Assert.EndsWith(
            $"to {ProbeTexts.Default.Max(text => text.Length)} characters", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Candidate_ThatDiffersALittleEverywhere_Passes()
    {
        var (report, route) = await JudgeAsync(fixture.Candidates.Good());
        Assert.True(route.CandidateStage == RolloutStage.Gated, $"{report}");
    }

    private async Task<(RolloutReport Report, Route Route)> JudgeAsync(Bundle candidate)
    {
        var staged = await fixture.StageAsync(candidate.Id);
        var route = await fixture.WaitAsync(route => route.Generation > staged.Generation);
        return (await fixture.GateReportAsync(staged.Candidate.ReleaseId), route);
    }
}
