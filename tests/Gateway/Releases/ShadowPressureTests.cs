using Kale.Gateway.Tests.Support;
using Kale.Rollouts.Routes;
using Kale.V1;
using RoutePolicy = Kale.Rollouts.Routes.RoutePolicy;

namespace Kale.Gateway.Tests.Releases;

/// <summary>Comparisons are the first thing to be left out: searches never wait for them.</summary>
public sealed class ShadowPressureTests
{
    private const string Candidate = "b+1";

    [Fact]
    public async Task Shadow_WhoseCandidateHangs_DropsComparisonsAndAnswersEverySearch()
    {
        await using var suite = await RoutedSuite.StartAsync(
            new RoutePolicy { MinObservations = 100_000 },
            ("Rollout:MaxWaitingComparisons", "1"),
            ("Rollout:ComparisonsInFlight", "1"));
        await suite.StageAsync(Candidate);
        await suite.WaitAsync(route => route.Candidate?.Stage == CandidateStage.Gated);
        var hanging = new TaskCompletionSource();
        suite.Encoder.Held[Candidate] = hanging.Task;
        await suite.ApplyAsync(new RouteEvent.StartRollout(1));

        var answers = new List<SearchResponse>();
        while (await DroppedAsync(suite) < 10) { answers.AddRange(await suite.SearchAsync(10)); }

        Assert.All(answers, answer => Assert.Equal(RoutedSuite.Active, answer.ServedBy.BundleId));
        hanging.SetResult();
    }

    private static async Task<ulong> DroppedAsync(RoutedSuite suite) =>
        (await suite.Registry.GetRolloutAsync(new GetRolloutRequest { Route = "default" })).Dropped;
}
