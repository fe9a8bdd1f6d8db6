using Google.Rpc;
using Grpc.Core;
using Kale.Gateway.Search;
using Kale.Gateway.Tests.Support;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Kale.Gateway.Tests;

public sealed class RerankTests
{
    private static SearchRequest Request(bool required = false) => new()
    {
        Query = "0",
        Collection = "docs",
        TopK = 2,
        Rerank = new Rerank { Enabled = true, Required = required },
    };

    [Fact]
    public async Task Search_Reranked_FollowsTheCrossEncoderOverMoreThanTopK()
    {
        await using var suite = await Suite.StartAsync();
        suite.Reranker.Score = passage => passage switch
        {
            "Title a at 40" => 9,
            "Title c at 20" => 8,
            "Title a at 0" => null,
            _ => 1,
        };

        var response = await suite.Client.SearchAsync(Request());

        Assert.Equal([("at 40", 9f), ("at 20", 8f)], response.Hits.Select(hit => (hit.Passage, hit.RerankScore)));
        Assert.True(response.Rerank.Applied);
        Assert.Equal("bundle-cross", response.Rerank.ServedBy.BundleId);
        Assert.True(response.Times.Rerank.ToTimeSpan() > TimeSpan.Zero);
    }

    [Fact]
    public async Task Search_WithPassagesThatCannotBeScored_PutsThemLastInTheirOrder()
    {
        await using var suite = await Suite.StartAsync();
        suite.Reranker.Score = passage => passage == "Title c at 20" ? 1 : null;
        var request = Request();
        request.TopK = 4;
        var response = await suite.Client.SearchAsync(request);
        Assert.Equal(["at 20", "at 0", "at 10", "at 40"], response.Hits.Select(hit => hit.Passage));
        Assert.False(response.Hits[1].HasRerankScore);
    }

    [Fact]
    public async Task Search_Fused_AddsTheStandardisedScoresOfBothStages()
    {
        await using var suite = await Suite.StartAsync();
        suite.Reranker.Score = passage => passage switch
        {
            "Title a at 0" => 1,
            "Title b at 10" => 3,
            "Title c at 20" => 2,
            _ => -20,
        };
        var request = Request();
        request.TopK = 4;
        request.Rerank.Order = RerankOrder.Fused;

        var response = await suite.Client.SearchAsync(request);

        Assert.Equal(["at 10", "at 0", "at 20", "at 40"], response.Hits.Select(hit => hit.Passage));
        var (dual, cross) =
            (Standardised(response.Hits, hit => hit.Score), Standardised(response.Hits, hit => hit.RerankScore));
        Assert.All(response.Hits.Select((hit, i) => (hit, i)), pair =>
            Assert.Equal(dual[pair.i] + cross[pair.i], pair.hit.FusedScore, 1e-4));
    }

    [Fact]
    public async Task Search_FusedWithAPassageThatCannotBeScored_PutsItLast()
    {
        await using var suite = await Suite.StartAsync();
        suite.Reranker.Score = passage => passage == "Title a at 0" ? null : 1;
        var request = Request();
        request.TopK = 4;
        request.Rerank.Order = RerankOrder.Fused;
        var response = await suite.Client.SearchAsync(request);
        Assert.Equal(["at 10", "at 20", "at 40", "at 0"], response.Hits.Select(hit => hit.Passage));
        Assert.False(response.Hits[3].HasFusedScore);
    }

    [Fact]
    public async Task Search_InAnUnknownOrder_NamesTheField()
    {
        await using var suite = await Suite.StartAsync();
        var request = Request();
        request.Rerank.Order = (RerankOrder)9;
        var error = await RichErrors.FailsAsync(suite.Client.SearchAsync(request));
        Assert.Equal("rerank.order", Assert.Single(error.Detail<BadRequest>().FieldViolations).Field);
    }

    [Fact]
    public async Task Search_WithoutAReranker_SkipsItOrFailsWhenRequired()
    {
        await using var suite = await Suite.StartAsync(withReranker: false);
        var response = await suite.Client.SearchAsync(Request());
        Assert.Equal(["at 0", "at 10"], response.Hits.Select(hit => hit.Passage));
        Assert.False(response.Rerank.Applied);
        Assert.Contains("Gateway:Reranker:Address", response.Rerank.SkippedReason);

        var error = await RichErrors.FailsAsync(suite.Client.SearchAsync(Request(required: true)));
        Assert.Equal((StatusCode.FailedPrecondition, "RERANKER_NOT_CONFIGURED"), (error.StatusCode, error.Reason()));
    }

    [Fact]
    public async Task Search_WhoseRerankerFails_SkipsItOrFailsWhenRequired()
    {
        await using var suite = await Suite.StartAsync();
        suite.Reranker.Before = () => throw new FailureException(Reasons.CrossEncoderNotLoaded, "none is loaded");
        var response = await suite.Client.SearchAsync(Request());
        Assert.Equal(2, response.Hits.Count);
        Assert.Contains("none is loaded", response.Rerank.SkippedReason);

        var error = await RichErrors.FailsAsync(suite.Client.SearchAsync(Request(required: true)));
        Assert.Equal("CROSS_ENCODER_NOT_LOADED", error.Reason());
    }

    [Fact]
    public async Task Search_NearItsDeadline_DoesNotBeginARerankThatCannotEnd()
    {
        await using var suite = await Suite.StartAsync();
        Assert.True((await suite.Client.SearchAsync(Request())).Rerank.Applied);
        var clock = suite.Gateway.Services.GetRequiredService<RerankClock>();
        Assert.True(clock.Expect(1) > TimeSpan.Zero);
        // As if a passage had taken an hour; half a minute is enough for the first stage on any machine.
        clock.Took(1, TimeSpan.FromHours(1));

        var response = await suite.Client.SearchAsync(Request(), deadline: DateTime.UtcNow.AddSeconds(30));

        Assert.Equal(2, response.Hits.Count);
        Assert.Contains("deadline", response.Rerank.SkippedReason);
        Assert.Equal(1, suite.Reranker.Calls);
    }

    [Fact]
    public async Task Search_WithImpossibleCandidates_NamesTheField()
    {
        await using var suite = await Suite.StartAsync();
        var request = Request();
        request.Rerank.Candidates = 1;
        var error = await RichErrors.FailsAsync(suite.Client.SearchAsync(request));
        Assert.Equal("rerank.candidates", Assert.Single(error.Detail<BadRequest>().FieldViolations).Field);
    }

    private static double[] Standardised(IEnumerable<Hit> hits, Func<Hit, double> score)
    {
        var scores = hits.Select(score).ToArray();
        var mean = scores.Average();
        var deviation = Math.Sqrt(scores.Average(value => Math.Pow(value - mean, 2)));
        return [.. scores.Select(value => (value - mean) / deviation)];
    }
}
