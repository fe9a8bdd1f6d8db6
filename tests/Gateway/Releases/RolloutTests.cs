using Kale.Gateway.Tests.Support;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using CheckOutcome = Kale.Rollouts.Reports.CheckOutcome;
using RoutePolicy = Kale.Rollouts.Routes.RoutePolicy;

namespace Kale.Gateway.Tests.Releases;

/// <summary>The life of a swap through a real gateway, a real vector store and the file-kept state.</summary>
public sealed class RolloutTests
{
    private const string Good = "b+1";
    private const string Wrong = "b+90";

    private static readonly RoutePolicy s_policy = new() { MinObservations = 10, CanaryShare = 0.5, ShadowShare = 1 };

    [Fact]
    public async Task Candidate_Automatic_GoesThroughGateShadowAndCanaryToActive()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy);
        await suite.StageAsync(Good);
        await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
        await suite.ApplyAsync(new RouteEvent.StartRollout(1, Automatic: true));
        var traffic = TrafficAsync(suite, route => route.Candidate is null);

        var promoted = await suite.WaitAsync(route => route.Candidate is null);
        await traffic;

        Assert.Equal(Good, promoted.Active.BundleId);
        Assert.Equal(
            ["Promote", "Advance", "StartRollout", "RecordVerdict", "Stage"],
            promoted.History.Take(5).Select(change => change.Event));
        Assert.Equal(
            ["canary", "shadow", "gate"],
            (await suite.Reports.ListAsync("default", default)).Select(report => report.Kind));
        Assert.Contains(await suite.SearchAsync(20), response => response.ServedBy.BundleId == Good);
    }

    [Fact]
    public async Task Canary_IsStickyByKey_AndKeepsToItsShare()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy with { MinObservations = 100_000 });
        await suite.StageAsync(Good);
        await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
        await suite.ApplyAsync(new RouteEvent.StartRollout(1));
        await suite.ApplyAsync(new RouteEvent.Advance(0.3));
        await FirstAsync(suite, Good);

        var once = (await suite.SearchAsync(200)).Select(response => response.ServedBy.BundleId).ToList();
        var again = (await suite.SearchAsync(200)).Select(response => response.ServedBy.BundleId).ToList();

        Assert.Equal(once, again);
        Assert.InRange(once.Count(bundle => bundle == Good), 30, 90);
    }

    [Fact]
    public async Task Canary_ThatFails_IsNoFailedSearch_AndIsAborted()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy);
        await suite.StageAsync(Good);
        await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
        await suite.ApplyAsync(new RouteEvent.StartRollout(1));
        await suite.ApplyAsync(new RouteEvent.Advance(0.5));
        await FirstAsync(suite, Good);
        suite.Encoder.Failing[Good] = true;

        await TrafficAsync(suite, route => route.Candidate is null);

        var report = await suite.ReportOfAsync(Good);
        Assert.Equal(("canary", false), (report.Kind, report.Passed));
        Assert.Equal(CheckOutcome.Failed, report.Checks.Single(check => check.Name == CheckNames.ErrorRate).Outcome);
        Assert.Equal(RoutedSuite.Active, (await suite.Routes.GetAsync("default", default)).Active.BundleId);
    }

    [Fact]
    public async Task Active_LetGoByReplicasBeforeTheGatewayReadOfIt_IsNoFailedSearch()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy);
        await FirstAsync(suite, RoutedSuite.Active);
        suite.Encoder.Configured = Good;
        suite.Encoder.Absent[RoutedSuite.Active] = true;

        Assert.All(await suite.SearchAsync(10), response => Assert.Equal(Good, response.ServedBy.BundleId));
    }

    [Fact]
    public async Task Shadow_OfAnEncoderThatDiffersInTraffic_IsAbortedAndNeverAnswers()
    {
        // The gate asks what the probes ask; here it is told to let everything pass.
        await using var suite = await RoutedSuite.StartAsync(s_policy with { MinOverlapAt10 = 0 });
        await suite.StageAsync("b+20");
        await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
        await suite.ApplyAsync(new RouteEvent.SetPolicy(s_policy with { MinOverlapAt10 = 0.95 }));
        await suite.ApplyAsync(new RouteEvent.StartRollout(1));

        var answers = await TrafficAsync(suite, route => route.Candidate is null);

        Assert.All(answers, answer => Assert.Equal(RoutedSuite.Active, answer.ServedBy.BundleId));
        Assert.Equal(
            CheckOutcome.Failed,
            (await suite.ReportOfAsync("b+20")).Checks.Single(check => check.Name == CheckNames.Overlap).Outcome);
    }

    public static TheoryData<string, string> Refused() => new()
    {
        { Wrong, CheckNames.Probes },
        { "b+20", CheckNames.Overlap },
        { "b+999", CheckNames.Vectors },
        { "b+2", CheckNames.Latency },
        { "b+3", CheckNames.Load },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Gate_OfABadCandidate_RefusesItByTheCheckThatShows(string bundle, string check)
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy with { MinOverlapAt10 = 0.8 });
        suite.Encoder.Times["b+2"] = TimeSpan.FromMilliseconds(50);
        suite.Others["b+3"] = new LoadedBundle("b+3", "", BundleState.Refused, "it does not reproduce its probes", 0);
        await suite.StageAsync(bundle);

        var route = await suite.WaitAsync(route => route.Candidate is null && route.Generation > 1);

        var failed = (await suite.ReportOfAsync(bundle)).Checks
            .Where(result => result.Outcome == CheckOutcome.Failed)
            .Select(result => result.Name);
        Assert.Equal([check], failed.Take(1));
        Assert.Equal((RoutedSuite.Active, "RecordVerdict"), (route.Active.BundleId, route.History[0].Event));
        Assert.Contains(check, route.History[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gate_WithLabelledQueries_ComparesQuality()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy with { MinOverlapAt10 = 0 });
        var judged = Enumerable.Range(0, 36).Select(
            i => new Kale.Rollouts.Reports.LabelledQuery($"{i * 10}", new Dictionary<string, int> { [$"d{i}"] = 1 }));
        await suite.Labels.SetAsync("default", new LabelledSet("docs", [.. judged]), default);
        await suite.StageAsync("b+20");

        await suite.WaitAsync(route => route.Candidate is null && route.Generation > 1);

        var ndcg = (await suite.ReportOfAsync("b+20")).Checks.Single(check => check.Name == CheckNames.Ndcg);
        Assert.Equal(CheckOutcome.Failed, ndcg.Outcome);
        // Two places are lost: found third or fourth instead of first, whatever the order of equal ones.
        Assert.InRange(ndcg.Value, 0.4, 0.7);
    }

    [Fact]
    public async Task Reports_OfManyCandidates_AreBounded()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy, ("Rollout:KeptReports", "2"));
        foreach (var bundle in new[] { Wrong, "b+91", "b+92", "b+93" })
        {
            await suite.StageAsync(bundle);
            await suite.WaitAsync(route =>
                route.Candidate is null
                && route.History[0] is { Event: "RecordVerdict" } change
                && change.ReleaseId == $"release-of-{bundle}");
        }

        await suite.StageAsync(Good);
        await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
        while ((await suite.Reports.ListAsync("default", default)).Count > 2)
            await Task.Delay(20);
        Assert.Equal(
            [Good, "b+93"], (await suite.Reports.ListAsync("default", default)).Select(report => report.BundleId));
    }

    [Fact]
    public async Task Gate_WithoutAnyReplica_RefusesWhenPatienceIsOver()
    {
        await using var suite = await RoutedSuite.StartAsync(
            s_policy with { GatePatience = TimeSpan.FromMilliseconds(300) });
        suite.Others[Good] = new LoadedBundle(Good, "", BundleState.Loading, "", 0);
        await suite.StageAsync(Good);
        await suite.WaitAsync(route => route.Candidate is null && route.Generation > 1);
        Assert.Equal(CheckNames.Load, (await suite.ReportOfAsync(Good)).Checks.Single().Name);
    }

    /// <summary>Searches until the route is as asked.</summary>
    private static async Task<List<SearchResponse>> TrafficAsync(
        RoutedSuite suite, Func<Kale.Rollouts.Routes.Route, bool> until)
    {
        var answers = new List<SearchResponse>();
        for (var i = 0; i < 200 && !until(await suite.Routes.GetAsync("default", default)); i++)
        {
            answers.AddRange(await suite.SearchAsync(10, $"round {i} "));
        }
        Assert.True(
            until(await suite.Routes.GetAsync("default", default)), "2,000 searches did not bring the decision.");
        return answers;
    }

    private static async Task FirstAsync(RoutedSuite suite, string bundle) => await Wait.UntilAsync(
        async () => (await suite.SearchAsync(20)).Select(response => response.ServedBy.BundleId).Distinct(),
        served => served.Contains(bundle));
}
