using Kale.Gateway.Tests.Support;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.Extensions.DependencyInjection;
using CheckOutcome = Kale.Rollouts.Reports.CheckOutcome;
using Release = Kale.Rollouts.Routes.Release;
using RoutePolicy = Kale.Rollouts.Routes.RoutePolicy;

namespace Kale.Gateway.Tests.Releases;

/// <summary>The life of a swap through a real gateway, a real vector store and the file-kept state.</summary>
public sealed class RolloutTests
{
    private const string Good = "b+1";
    private const string Wrong = "b+90";

    private static readonly RoutePolicy s_policy = new() { MinObservations = 10, CanaryShare = 0.5, ShadowShare = 1 };

    /// <summary>Lets everything through the gate.</summary>
    private static readonly RoutePolicy s_lenient =
        s_policy with { MinProbesFound = 0, MaxLostWords = 1, MaxLoss = 1, MinOverlapAt10 = 0 };

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
    public async Task Canary_ThatHangs_LeavesTheActiveEncoderTimeToAnswer_AndIsAborted()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy, ("QueryEncoder:Timeout", "00:05:00"));
        await suite.StageAsync(Good);
        await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
        await suite.ApplyAsync(new RouteEvent.StartRollout(1));
        await suite.ApplyAsync(new RouteEvent.Advance(1));
        await FirstAsync(suite, Good);
        suite.Encoder.Held[Good] = new TaskCompletionSource().Task;

        // A gateway that takes the candidate's replica for unready meanwhile asks the active one at once.
        await Wait.UntilAsync(
            async () =>
            {
                var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => suite.Gateway.Client.SearchAsync(
                    new SearchRequest { Query = $"{i * 9}", Collection = "docs", StickyKey = $"hangs {i}" },
                    deadline: DateTime.UtcNow + Wait.Limit).ResponseAsync));
                Assert.All(answers, answer => Assert.Equal(RoutedSuite.Active, answer.ServedBy.BundleId));
                return await suite.Routes.GetAsync("default", default);
            },
            route => route.Candidate is null);
    }

    [Fact]
    public async Task Canary_WithAReplicaThatIsNotReady_IsNotPromotedAndToldOnce()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy);
        await suite.StageAsync(Good);
        await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
        suite.Loading["lagging"] = Good;
        await suite.ApplyAsync(new RouteEvent.StartRollout(1, Automatic: true));
        var traffic = TrafficAsync(
            suite, _ => suite.Gateway.Logs.Lines.Any(line => line.Contains("lagging", StringComparison.Ordinal)));
        await traffic;
        await suite.SearchAsync(100);
        Assert.Single(suite.Gateway.Logs.Lines, line => line.Contains("lagging", StringComparison.Ordinal));
        Assert.Equal(CandidateStage.Canary, (await suite.Routes.GetAsync("default", default)).Candidate?.Stage);

        suite.Loading.Clear();
        await suite.WaitAsync(route => route.Candidate is null && route.Active.BundleId == Good);
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
    public async Task Active_AskedOfReplicasThatHaveOnlyJustStarted_IsNoFailedSearch()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy);
        await FirstAsync(suite, RoutedSuite.Active);
        suite.Encoder.Configured = Good;
        suite.Encoder.Absent[RoutedSuite.Active] = true;
        suite.Encoder.Starting = 2;

        Assert.All(await suite.SearchAsync(1), response => Assert.Equal(Good, response.ServedBy.BundleId));
        Assert.Equal(0, suite.Encoder.Starting);
    }

    [Fact]
    public async Task Shadow_OfAnEncoderThatDiffersInTraffic_IsAbortedAndNeverAnswers()
    {
        await using var suite = await RoutedSuite.StartAsync(s_lenient);
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

    public static TheoryData<string, string, RoutePolicy> Refused() => new()
    {
        { Wrong, CheckNames.Probes, s_policy },
        { "b+20", CheckNames.Probes, s_policy },
        { "b+4", CheckNames.Probes, s_policy with { MinProbeCosine = 0.999 } },
        { "b+7", CheckNames.Language, s_policy },
        { "b+4", CheckNames.Overlap, s_policy with { MinOverlapAt10 = 0.99 } },
        { "b+4", CheckNames.ScoreCorrelation, s_policy with { MinScoreCorrelation = 1 } },
        { "b+4", CheckNames.Loss, s_policy with { MaxLoss = 0 } },
        { "b+999", CheckNames.Vectors, s_policy },
        { "b+2", CheckNames.Latency, s_policy },
        { "b+3", CheckNames.Load, s_policy },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Gate_OfABadCandidate_RefusesItByTheCheckThatShows(
        string bundle, string check, RoutePolicy policy)
    {
        await using var suite = await RoutedSuite.StartAsync(policy);
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
        await using var suite = await RoutedSuite.StartAsync(s_lenient);
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
    public async Task Gate_OfASecondCollection_NamesTheOneThatLoses()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy with { MinProbesFound = 0, MaxLostWords = 1 });
        // Twice as near to each other: what turns by seven degrees still finds its own among the first.
        await suite.Shelf.CommitAsync(
            "fine",
            "first",
            Shelf.SpaceId,
            [
                .. Enumerable.Range(0, 72)
                    .Select(i => ($"e{i}", new double[] { i * 5 }, (Google.Protobuf.WellKnownTypes.Struct?)null)),
            ]);
        await suite.StageAsync("b+11");

        await suite.WaitAsync(route => route.Candidate is null && route.Generation > 1);

        var losses = (await suite.ReportOfAsync("b+11")).Checks.Where(check => check.Name == CheckNames.Loss).ToList();
        Assert.Equal(["docs", "fine"], losses.Select(check => check.Collection));
        Assert.True(losses[0].Value < losses[1].Value, $"{losses[0]} {losses[1]}");
        Assert.All(losses, check => Assert.InRange(check.Value, check.Interval!.Low, check.Interval.High));
    }

    [Fact]
    public async Task Gate_OfACollectionWithTooFewTexts_SaysWhatWouldBeEnough()
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy);
        await suite.Shelf.CommitAsync("tiny", "first", Shelf.SpaceId, ("d1", [10], null));
        await suite.StageAsync(Good);
        await suite.WaitAsync(route => route.Candidate is null && route.Generation > 1);

        var report = await suite.ReportOfAsync(Good);
        var unsure = report.Checks.Single(check => check.Outcome == CheckOutcome.Inconclusive);
        Assert.Equal((CheckNames.Loss, "tiny", false), (unsure.Name, unsure.Collection, report.Passed));
        Assert.Contains("24 texts would be enough", unsure.Message, StringComparison.Ordinal);

        await suite.ApplyAsync(new RouteEvent.SetPolicy(s_policy with { AcceptUnproved = true }));
        await suite.ApplyAsync(new RouteEvent.Stage(
            new Release("again", Good, DateTimeOffset.UnixEpoch), Shelf.SpaceId));
        await suite.WaitAsync(route => route.History[0] is { Event: "RecordVerdict", ReleaseId: "again" });
        var accepted = await suite.ReportOfAsync(Good);
        Assert.True(accepted.Passed, accepted.Summary);
        Assert.Contains("not proved: ", accepted.Summary, StringComparison.Ordinal);
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

    [Fact]
    public async Task Gate_WhoseActiveEncoderIsLost_RefusesWhenPatienceIsOver()
    {
        await using var suite = await RoutedSuite.StartAsync(
            s_policy with { GatePatience = TimeSpan.FromMilliseconds(300) });
        suite.Others[RoutedSuite.Active] =
            new LoadedBundle(RoutedSuite.Active, "", BundleState.Loading, "it is not there", 0);
        suite.Encoder.Absent[RoutedSuite.Active] = true;
        await suite.StageAsync(Good);

        await suite.WaitAsync(route => route.Candidate is null && route.Generation > 1);

        var check = (await suite.ReportOfAsync(Good)).Checks.Single();
        Assert.Equal((CheckNames.Load, CheckOutcome.Failed), (check.Name, check.Outcome));
        Assert.Contains(RoutedSuite.Active, check.Message, StringComparison.Ordinal);
        Assert.Contains("kale releases replace", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gate_WhoseEncoderNeverAnswers_TellsItOnceAndRefusesWhenPatienceIsOver()
    {
        await using var suite = await RoutedSuite.StartAsync(
            s_policy with { GatePatience = TimeSpan.FromSeconds(2) });
        suite.Encoder.Absent[Good] = true; // though its replica calls it ready
        await suite.StageAsync(Good);

        await suite.WaitAsync(route => route.Candidate is null && route.Generation > 1);

        var check = (await suite.ReportOfAsync(Good)).Checks.Single();
        Assert.Equal((CheckNames.Load, CheckOutcome.Failed), (check.Name, check.Outcome));
        Assert.Contains("could not finish", check.Message, StringComparison.Ordinal);
        Assert.True(suite.Encoder.Calls[Good] > 1);
        Assert.Single(
            suite.Gateway.Logs.Lines, line => line.Contains("The gate could not finish", StringComparison.Ordinal));
        Assert.Contains(suite.Gateway.Logs.Lines, line => line.Contains("Told once", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Gate_WithTwoGateways_IsRunByOneOfThem() =>
        Assert.Equal(await CallsOfAGateAsync(another: false), await CallsOfAGateAsync(another: true));

    /// <summary>How often the candidate's encoder is asked until the gate has passed it.</summary>
    private static async Task<int> CallsOfAGateAsync(bool another)
    {
        await using var suite = await RoutedSuite.StartAsync(s_policy);
        var goOn = new TaskCompletionSource();
        suite.Encoder.Held[Good] = goOn.Task;
        var staged = await suite.StageAsync(Good);
        await Wait.UntilAsync(
            () => Task.FromResult(suite.Encoder.Calls.GetValueOrDefault(Good)), calls => calls > 0);
        await using var other = another ? await suite.AnotherGatewayAsync() : null;
        var claims = $"gate/{staged.Candidate!.Release.Id}/";
        if (other is not null)
            await Wait.UntilAsync(
                () => other.Services.GetRequiredService<IStateStore>().LeasesAsync(claims, default),
                found => found.Count == 2);

        goOn.SetResult();
        await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
        return suite.Encoder.Calls[Good];
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
