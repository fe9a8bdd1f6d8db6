using Kale.Gateway.Gate;
using Kale.Gateway.Search;
using Kale.Gateway.Tests.Support;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Microsoft.Extensions.Options;
using RoutePolicy = Kale.Rollouts.Routes.RoutePolicy;

namespace Kale.Gateway.Tests.Gate;

/// <summary>
/// What people search is kept only with the operator's consent, bounded, and then it is what the gate asks.
/// </summary>
public sealed class RecentQueriesTests
{
    [Fact]
    public void Add_WithoutConsent_KeepsNothing()
    {
        var recent = Recent(new RolloutOptions());
        recent.Add(Plan("a"));
        Assert.Empty(recent.Read());
    }

    [Fact]
    public void Add_MoreThanTheBound_KeepsTheLatestDistinctOnes()
    {
        var recent = Recent(new RolloutOptions { KeepQueries = true, KeptQueries = 3 });
        foreach (var query in new[] { "a", "b", "b", "c", "d", "e" }) { recent.Add(Plan(query)); }
        Assert.Equal(["c", "d", "e"], recent.Read()["docs"]);
    }

    [Theory]
    [InlineData("true", 30 + OwnTexts)]
    [InlineData("false", OwnTexts)]
    public async Task Gate_AsksTheCollectionsOwnTexts_AndWhatPeopleSearchedWhereItIsKept(string keeps, int asked)
    {
        await using var suite = await RoutedSuite.StartAsync(new RoutePolicy(), ("Rollout:KeepQueries", keeps));
        await suite.SearchAsync(30);
        await suite.StageAsync("b+1");
        await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
        var overlap = (await suite.ReportOfAsync("b+1")).Checks.Single(check => check.Name == CheckNames.Overlap);
        Assert.Equal(asked, overlap.Samples);
    }

    // A title and a passage of each of the 36 documents.
    private const int OwnTexts = 72;

    private static RecentQueries Recent(RolloutOptions options) =>
        new(Options.Create(new GatewayOptions { Rollout = options }));

    private static SearchPlan Plan(string query) => new(query, "docs", 10);
}
