using Kale.Bundles;
using Kale.V1;

namespace Kale.EndToEnd.Tests.Swaps;

/// <summary>A swap as an operator does it, with the command line, under traffic.</summary>
public sealed class SwapTests(SwapFixture fixture) : IClassFixture<SwapFixture>
{
    [Fact]
    public async Task Swap_ByTheCommandLine_GoesLiveWithoutAFailedSearch_AndRollsBack()
    {
        var candidate = fixture.Candidates.WithNoise(0.002, "aligned").Id;
        // Ten searches on a busy machine say nothing about latency.
        await fixture.SetPolicyAsync(new RoutePolicy
        {
            MinObservations = 10,
            LatencySlack = SwapFixture.Milliseconds(60_000),
            CanaryShare = 0.5,
        });
        using var stop = new CancellationTokenSource();
        var traffic = TrafficAsync(stop.Token);

        (await fixture.Suite.RunAsync("stage", "aligned", "--data", fixture.Data, "-m", "better")).Succeeded();
        (await fixture.Suite.RunAsync("rollout", "start", "--auto", "--share", "1")).Succeeded();
        (await fixture.Suite.RunAsync("rollout", "watch")).Succeeded();
        var promoted = await fixture.GetAsync();
        (await fixture.Suite.RunAsync("rollback", "-m", "only a test")).Succeeded();
        await stop.CancelAsync();
        var served = await traffic;

        Assert.Equal(candidate, promoted.Active.BundleId);
        Assert.Equal(fixture.Active, (await fixture.GetAsync()).Active.BundleId);
        Assert.Equal(new[] { fixture.Active, candidate }.Order(), served.Distinct().Order());
        var audit = (await fixture.Suite.RunAsync("releases", "audit")).Succeeded();
        Assert.All(
            ["Stage", "RecordVerdict", "StartRollout", "Advance", "Promote", "only a test"],
            word => Assert.Contains(word, audit.Text, StringComparison.Ordinal));
        Assert.Contains(
            "ready, active", (await fixture.Suite.RunAsync("fleet")).Succeeded().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollout_SteeredByHand_IsShownAtEveryStep()
    {
        var candidate = fixture.Candidates.WithNoise(0.005, "by-hand").Id;
        await fixture.SetPolicyAsync(
            new RoutePolicy { MinObservations = 1_000_000, LatencySlack = SwapFixture.Milliseconds(60_000) });
        await StepAsync("stage", "by-hand", "--data", fixture.Data);
        await StepAsync("rollout", "start", "--share", "0.5");
        await StepAsync("rollout", "canary", "--share", "0.25");
        var releases = (await fixture.Suite.RunAsync("releases", "--json")).Succeeded().Json;
        Assert.Equal(candidate, releases.GetProperty("candidate").GetProperty("bundleId").GetString());
        Assert.Contains("canary", (await StepAsync("releases")).Text, StringComparison.OrdinalIgnoreCase);
        await StepAsync("rollout", "promote");
        Assert.Equal(candidate, (await fixture.GetAsync()).Active.BundleId);
        await StepAsync("rollback");
        await StepAsync("stage", "by-hand", "--data", fixture.Data);
        await StepAsync("rollout", "abort", "-m", "changed my mind");
        Assert.Null((await fixture.GetAsync()).Candidate);
        Assert.Contains(
            (await fixture.GetAsync()).SpaceId, (await StepAsync("spaces", "list")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_ToAnotherSuite_IsTheSameBundle()
    {
        using var elsewhere = new TemporaryDirectory();
        TinyEncoder.Publish(elsewhere["bundles"], "stranger", seed: 5);
        var output = await fixture.Suite.RunAsync("stage", "stranger", "--data", elsewhere.Path);
        output.Failed(1, "Their vectors must never be compared");
        var uploaded = new BundleStore(elsewhere["bundles"]).Resolve("stranger");
        Assert.Contains(
            (await fixture.Registry.ListBundlesAsync(new ListBundlesRequest())).Bundles,
            bundle => bundle.BundleId == uploaded);
        Assert.Equal(uploaded, new BundleStore(System.IO.Path.Combine(fixture.Data, "bundles")).Find(uploaded).Id);
    }

    private async Task<Output> StepAsync(params string[] command) =>
        (await fixture.Suite.RunAsync(command)).Succeeded();

    /// <summary>The bundles that answered; a failed search ends the test.</summary>
    private async Task<List<string>> TrafficAsync(CancellationToken stop)
    {
        var client = new Search.SearchClient(fixture.Suite.Channel);
        var served = new List<string>();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var response = await client.SearchAsync(
                new SearchRequest { Query = SuiteFixture.Text(i % 40), Collection = "docs", StickyKey = $"{i}" },
                cancellationToken: CancellationToken.None);
            served.Add(response.ServedBy.BundleId);
        }
        return served;
    }
}
