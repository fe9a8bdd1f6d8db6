using Grpc.Core;
using Kale.Bundles;
using Kale.V1;

namespace Kale.EndToEnd.Tests.Swaps;

/// <summary>
/// Every kind of broken candidate through the real services: refused, by the check that should catch it, named in the
/// report; a good one never. docs/operations.md shows the table. Alone, because one of the checks is how fast the
/// candidate answers.
/// </summary>
[Collection(nameof(Alone))]
public sealed class BrokenCandidateTests(SwapFixture fixture) : IClassFixture<SwapFixture>
{
    private static readonly Dictionary<string, Func<Candidates, Bundle>> s_kinds = new()
    {
        ["noise 0.2"] = make => make.WithNoise(0.2, "noise-1"),
        ["noise 0.5"] = make => make.WithNoise(0.5, "noise-2"),
        ["noise 1"] = make => make.WithNoise(1, "noise-3"),
        ["noise 3"] = make => make.WithNoise(3, "noise-4"),
        ["shuffled vocabulary"] = make => make.WithShuffledVocabulary(),
        ["another tokenizer"] = make => make.WithAnotherTokenizer(),
        ["wrong pooling"] = make => make.WithPooling(),
        ["wrong prompt"] = make => make.WithPrompt(),
        ["wrong max length"] = make => make.WithMaxTokens(),
        ["other dims"] = make => make.OfOtherDims(),
        ["NaN"] = make => make.WithNaN(),
        ["slow"] = make => make.Slow(),
    };

    public static TheoryData<string, string> Kinds() => new()
    {
        { "noise 0.2", "loss" },
        { "noise 0.5", "probes" },
        { "noise 1", "probes" },
        { "noise 3", "probes" },
        { "shuffled vocabulary", "probes" },
        { "another tokenizer", "probes" },
        { "wrong pooling", "probes" },
        { "wrong prompt", "probes" },
        { "wrong max length", "probes" },
        { "other dims", "vectors" },
        { "NaN", "load" },
        { "slow", "latency-p95" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Candidate_Broken_IsRefusedByTheCheckThatShouldCatchIt(string kind, string check)
    {
        var staged = await fixture.StageAsync(s_kinds[kind](fixture.Candidates).Id);

        var route = await fixture.WaitAsync(route => route.Generation > staged.Generation);

        var report = await fixture.GateReportAsync(staged.Candidate.ReleaseId);
        var found = report.Checks.FirstOrDefault(result => result.Outcome == CheckOutcome.Failed)?.Name;
        Assert.True(found == check, $"{found} caught it, not {check}: {report}");
        Assert.Null(route.Candidate);
        Assert.Equal(fixture.Active, route.Active.BundleId);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.01)]
    public async Task Candidate_Good_PassesTheGate(double noise)
    {
        var staged = await fixture.StageAsync(fixture.Candidates.WithNoise(noise, $"good-{noise}").Id);
        var route = await fixture.WaitAsync(route => route.Generation > staged.Generation);
        Assert.True(
            route.CandidateStage == RolloutStage.Gated,
            (await fixture.GateReportAsync(staged.Candidate.ReleaseId)).Summary);
        await fixture.Registry.AbortAsync(await fixture.ChangeAsync());
    }

    [Fact]
    public async Task Candidate_OfAnotherSpace_IsNotEvenStaged() =>
        await RefusedAsync(fixture.Candidates.OfAnotherSpace(), "Their vectors must never be compared");

    [Fact]
    public async Task Candidate_WithATruncatedFile_IsNotEvenStaged() =>
        await RefusedAsync(fixture.Candidates.Truncated(), "onnx/model.onnx");

    [Fact]
    public async Task CreateRoute_WithAnotherThanTheReference_MeetsTheGate()
    {
        var noisy = fixture.Candidates.WithNoise(1, "first-release");
        var route = await fixture.Registry.CreateRouteAsync(new CreateRouteRequest
        {
            Name = "noisy",
            BundleId = noisy.Id,
            RequestId = Guid.NewGuid().ToString("N"),
        });
        Assert.Equal(
            (fixture.Active, noisy.Id, RolloutStage.Staged),
            (route.Active.BundleId, route.Candidate.BundleId, route.CandidateStage));
        Assert.Equal(noisy.Manifest.SpaceId, route.SpaceId);
    }

    private async Task RefusedAsync(Bundle candidate, string why)
    {
        var before = await fixture.GetAsync();
        var error = await Assert.ThrowsAsync<RpcException>(() => fixture.StageAsync(candidate.Id));
        Assert.Contains(why, error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(before, await fixture.GetAsync());
    }
}

/// <summary>What measures time runs after everything else, one class at a time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
