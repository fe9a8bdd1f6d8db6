using Grpc.Core;
using Kale.Gateway.Tests.Support;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using CheckOutcome = Kale.V1.CheckOutcome;
using LabelledQuery = Kale.V1.LabelledQuery;
using RolloutCheck = Kale.V1.RolloutCheck;
using RoutePolicy = Kale.Rollouts.Routes.RoutePolicy;

namespace Kale.Gateway.Tests.Registry;

/// <summary>
/// A labelled set over gRPC, and what the gate makes of it. Passages lie one degree apart; a query finds the nearest.
/// </summary>
public sealed class LabelledQueriesTests : IAsyncLifetime
{
    // Bars that leave the decision to the labelled set.
    private static readonly RoutePolicy s_policy = new()
    {
        MinProbesFound = 0,
        MaxLostWords = 1,
        MaxLoss = 1,
        MinOverlapAt10 = 0,
        MaxNdcgLoss = 1,
        MaxRecallLoss = 1,
    };

    private RoutedSuite _suite = null!;

    public async Task InitializeAsync()
    {
        _suite = await RoutedSuite.StartAsync(s_policy);
        await _suite.Shelf.CommitAsync(
            "circle",
            "first",
            Shelf.SpaceId,
            [
                .. Enumerable.Range(0, 360)
                    .Select(i => ($"d{i}", new double[] { i }, (Google.Protobuf.WellKnownTypes.Struct?)null)),
            ]);
        await _suite.Shelf.CommitAsync("foreign", "first", "space-other", ("d0", [0], null));
    }

    public async Task DisposeAsync() => await _suite.DisposeAsync();

    [Fact]
    public async Task Gate_OfACandidateThatFindsTheSame_PassesWithoutLoss()
    {
        await SetAsync(Judged());
        var checks = await GateAsync(
            "b+0.1", new RouteEvent.SetPolicy(s_policy with { MaxNdcgLoss = 0, MaxRecallLoss = 0 }), passes: true);
        Assert.All([Of(checks, CheckNames.Ndcg), Of(checks, CheckNames.Recall)], check =>
            Assert.Equal((CheckOutcome.Passed, 0.0, 20u), (check.Outcome, check.Value, check.Samples)));
    }

    // The active encoder finds the nearer document first and the farther one among its 100 nearest; one that is turned
    // by 20 degrees away from the farther finds the nearer among its 100 nearest, but not among the first ten, and not
    // the farther.
    private static readonly double s_ndcg = 1 / (1 + (1 / Math.Log2(3)));

    [Fact]
    public async Task Gate_OfACandidateThatLosesNdcg_RefusesIt()
    {
        await SetAsync(Judged());
        var checks = await GateAsync(
            "b+20", new RouteEvent.SetPolicy(s_policy with { MaxNdcgLoss = 0.6 }), passes: false);
        Assert.Equal(
            (CheckOutcome.Failed, CheckOutcome.Passed),
            (Of(checks, CheckNames.Ndcg).Outcome, Of(checks, CheckNames.Recall).Outcome));
        Assert.Equal(s_ndcg, Of(checks, CheckNames.Ndcg).Value, 1e-9);
        Assert.Contains(
            "the loss of nDCG@10 is 0.6131, at most 0.6 is required (20 samples)",
            Of(checks, CheckNames.Ndcg).Message);
    }

    [Fact]
    public async Task Gate_OfACandidateThatLosesRecall_RefusesIt()
    {
        await SetAsync(Judged());
        var checks = await GateAsync(
            "b+20", new RouteEvent.SetPolicy(s_policy with { MaxRecallLoss = 0.4 }), passes: false);
        Assert.Equal(
            (CheckOutcome.Passed, CheckOutcome.Failed),
            (Of(checks, CheckNames.Ndcg).Outcome, Of(checks, CheckNames.Recall).Outcome));
        Assert.Equal(0.5, Of(checks, CheckNames.Recall).Value, 1e-9);
    }

    [Fact]
    public async Task Gate_OfASetWhoseCollectionIsGone_SaysSoAndGoesOn()
    {
        await _suite.Labels.SetAsync(
            "default", new LabelledSet("gone", [new("0", new Dictionary<string, int> { ["d0"] = 1 })]), default);
        var checks = await GateAsync("b+1", new RouteEvent.SetPolicy(s_policy), passes: true);
        Assert.Equal(CheckOutcome.Skipped, Of(checks, CheckNames.Ndcg).Outcome);
        Assert.Contains("'gone' is not there", Of(checks, CheckNames.Ndcg).Message);
    }

    public static TheoryData<string, StatusCode, string> Mistakes() => new()
    {
        { "no collection", StatusCode.InvalidArgument, "collection: must name the collection" },
        { "empty", StatusCode.InvalidArgument, "queries: must be 1 to 1,000 queries, not 0" },
        { "too many", StatusCode.InvalidArgument, "queries: must be 1 to 1,000 queries, not 1,001" },
        {
            "too many judgments",
            StatusCode.InvalidArgument,
            "queries[0].judgments: must be at most 1,000 documents, not 1,001"
        },
        { "blank", StatusCode.InvalidArgument, "queries[0].text: must not be empty" },
        { "twice", StatusCode.InvalidArgument, "queries[1].text: is in the set already" },
        {
            "nothing relevant",
            StatusCode.InvalidArgument,
            "queries[0].judgments: must have a document with a grade above 0"
        },
        { "negative", StatusCode.InvalidArgument, "queries[0].judgments: must not have negative grades" },
        {
            "unknown documents",
            StatusCode.InvalidArgument,
            "4 documents that were judged relevant are not in collection 'circle', such as 'x1', 'x2', 'x3'; judge"
        },
        { "unknown collection", StatusCode.NotFound, "nowhere" },
        {
            "another space",
            StatusCode.FailedPrecondition,
            "Collection 'foreign' is of space-other, route 'default' speaks space-shelf"
        },
        { "unknown route", StatusCode.NotFound, "There is no route 'other'" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Set_AMistake_IsRefusedWithWhatToDo(string mistake, StatusCode code, string message)
    {
        var request = new SetLabelledQueriesRequest
        {
            Route = "default",
            Collection = "circle",
            Queries = { Query("0", ("d0", 1)) },
        };
        var first = request.Queries[0];
        switch (mistake)
        {
            case "no collection": request.Collection = ""; break;
            case "empty": request.Queries.Clear(); break;
            case "too many":
                request.Queries.AddRange(Enumerable.Range(1, 1000).Select(i => Query($"{i}", ("d0", 1))));
                break;
            case "too many judgments": Add(first, Enumerable.Range(1, 1000).Select(i => ($"d{i}", 0))); break;
            case "blank": first.Text = " "; break;
            case "twice": request.Queries.Add(first.Clone()); break;
            case "nothing relevant": first.Judgments["d0"] = 0; break;
            case "negative": first.Judgments["d1"] = -1; break;
            case "unknown documents":
                Add(first, Enumerable.Range(1, 4).Select(i => ($"x{i}", 1)).Append(("irrelevant", 0)));
                break;
            case "unknown collection": request.Collection = "nowhere"; break;
            case "another space": request.Collection = "foreign"; break;
            default: request.Route = "other"; break;
        }

        var error = await RichErrors.FailsAsync(_suite.Registry.SetLabelledQueriesAsync(request));
        Assert.Equal(code, error.StatusCode);
        Assert.Contains(message, error.Status.Detail);
        Assert.Null(await _suite.Labels.FindAsync("default", default));
    }

    private static LabelledQuery[] Judged() =>
        [
            .. Enumerable.Range(0, 20)
                .Select(i => Query($"{i * 18}", ($"d{i * 18}", 1), ($"d{((i * 18) + 315) % 360}", 1))),
        ];

    private static LabelledQuery Query(string text, params (string Document, int Grade)[] judgments)
    {
        var query = new LabelledQuery { Text = text };
        Add(query, judgments);
        return query;
    }

    private static void Add(LabelledQuery query, IEnumerable<(string Document, int Grade)> judgments)
    {
        foreach (var (document, grade) in judgments) { query.Judgments[document] = grade; }
    }

    private async Task SetAsync(LabelledQuery[] queries)
    {
        var answer = await _suite.Registry.SetLabelledQueriesAsync(
            new SetLabelledQueriesRequest { Route = "default", Collection = "circle", Queries = { queries } });
        Assert.Equal((uint)queries.Length, answer.Queries);
    }

    private async Task<IReadOnlyList<RolloutCheck>> GateAsync(string bundle, RouteEvent policy, bool passes)
    {
        await _suite.ApplyAsync(policy);
        await _suite.StageAsync(bundle);
        var judged = await _suite.WaitAsync(route => route.History[0].Event == "RecordVerdict");
        Assert.Equal(passes, judged.Candidate?.Stage == CandidateStage.Gated);
        var reports = await _suite.Registry.ListReportsAsync(
            new ListRolloutReportsRequest { Route = "default", ReleaseId = $"release-of-{bundle}" });
        return Assert.Single(reports.Reports).Checks;
    }

    private static RolloutCheck Of(IEnumerable<RolloutCheck> checks, string name) =>
        checks.Single(check => check.Name == name);
}
