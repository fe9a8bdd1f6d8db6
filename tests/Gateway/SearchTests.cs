using Google.Rpc;
using Grpc.Core;
using Kale.Gateway.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Kale.VectorIndex;

namespace Kale.Gateway.Tests;

public sealed class SearchTests : IAsyncLifetime
{
    private Suite _suite = null!;

    public async Task InitializeAsync() => _suite = await Suite.StartAsync();

    public async Task DisposeAsync() => await _suite.DisposeAsync();

    [Fact]
    public async Task Search_AQuery_FindsTheNearestAndSaysWhoServedIt()
    {
        var response = await _suite.Client.SearchAsync(
            new SearchRequest { Query = "1", Collection = "docs", TopK = 2 });

        Assert.Equal(
            [("a", 0u, "at 0"), ("b", 0u, "at 10")],
            response.Hits.Select(hit => (hit.DocumentId, hit.Ordinal, hit.Passage)));
        var best = response.Hits[0];
        Assert.Equal("Title a", best.Title);
        Assert.Equal(PassageId.Of("a", 0).ToString(), best.PassageId);
        Assert.Equal(Math.Cos(Math.PI / 180), best.Score, 1e-5);
        Assert.Equal("en", best.Payload.Fields["language"].StringValue);
        Assert.False(best.HasRerankScore);
        Assert.Equal("bundle-scripted", response.ServedBy.BundleId);
        Assert.Equal(Shelf.SpaceId, response.ServedBy.SpaceId);
        Assert.StartsWith("docs--", response.PhysicalCollection);
        Assert.True(response.Times.Total.ToTimeSpan() >= response.Times.Query.ToTimeSpan());
        Assert.Equal(1, response.Times.Encoding.Inference.Nanos);
        Assert.Null(response.Rerank);
    }

    [Fact]
    public async Task Search_GroupedByDocument_GivesEachDocumentsBestPassage()
    {
        var response = await _suite.Client.SearchAsync(
            new SearchRequest { Query = "35", Collection = "docs", GroupByDocument = true });
        Assert.Equal(
            [("a", "at 40"), ("c", "at 20"), ("b", "at 10")],
            response.Hits.Select(hit => (hit.DocumentId, hit.Passage)));
    }

    [Fact]
    public async Task Search_WithAThreshold_GivesOnlyHitsAtLeastThatSimilar()
    {
        var response = await _suite.Client.SearchAsync(
            new SearchRequest { Query = "0", Collection = "docs", ScoreThreshold = 0.98f });
        Assert.Equal(["at 0", "at 10"], response.Hits.Select(hit => hit.Passage));
    }

    public static TheoryData<string, string[]> Filters() => new()
    {
        { """{"must":[{"match":{"field":"language","keywords":["en","fr"]}}]}""", ["a", "a"] },
        { """{"must":[{"match":{"field":"draft","boolean":true}}]}""", ["b"] },
        { """{"must":[{"range":{"field":"year","gt":2001,"lte":2002}}]}""", ["b"] },
        { """{"must":[{"isEmpty":{"field":"language"}}]}""", ["c"] },
        { """{"must":[{"match":{"field":"\"dc.subject\"","keywords":["baking"]}}]}""", ["b"] },
        { """{"must":[{"dateRange":{"field":"day","gte":"2024-05-01T00:00:00Z"}}]}""", ["b"] },
        { """{"must":[{"dateRange":{"field":"day","lt":"2024-05-01T00:00:00Z"}}]}""", ["a", "a"] },
        { """{"mustNot":[{"hasDocumentId":{"ids":["a","c"]}}]}""", ["b"] },
        {
            """{"should":[{"filter":{"must":[{"match":{"field":"year","integers":["2002"]}}]}},{"hasDocumentId":{"ids":["c"]}}]}""",
            ["b", "c"]
        },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Search_WithAFilter_FindsOnlyWhatItAllows(string filter, string[] documents)
    {
        var response = await _suite.Client.SearchAsync(
            new SearchRequest { Query = "0", Collection = "docs", Filter = Filter.Parser.ParseJson(filter) });
        Assert.Equal(documents, response.Hits.Select(hit => hit.DocumentId));
    }

    [Fact]
    public async Task Search_WithAFilterOnAFieldThatNobodyHas_NamesIt()
    {
        var filter = Filter.Parser.ParseJson("""{"must":[{"match":{"field":"langauge","keywords":["en"]}}]}""");
        var error = await FailsAsync(new SearchRequest { Query = "0", Collection = "docs", Filter = filter });
        Assert.Equal((StatusCode.InvalidArgument, "UNKNOWN_FIELD"), (error.StatusCode, error.Reason()));
        Assert.Equal("filter.must[0].match.field", Assert.Single(error.Detail<BadRequest>().FieldViolations).Field);
        Assert.Contains("langauge", error.Status.Detail);
    }

    [Theory]
    [InlineData(256, 8)]
    [InlineData(257, 1)]
    public async Task Search_WithAFilterOfManyUnknownFields_NamesAFewOrRefusesIt(int conditions, int violations)
    {
        var filter = new Filter();
        filter.Must.AddRange(Enumerable.Range(0, conditions).Select(i => new Condition
        {
            Match = new FieldMatch { Field = $"field{i}", Keywords = { "x" } },
        }));
        var error = await FailsAsync(new SearchRequest { Query = "0", Collection = "docs", Filter = filter });
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal(violations, error.Detail<BadRequest>().FieldViolations.Count);
    }

    [Theory]
    [InlineData("""{"match":{"field":"dc.subject","keywords":["baking"]}}""", "in quotes: \"dc.subject\"")]
    [InlineData("""{"match":{"field":"dc.nothing","keywords":["baking"]}}""", "has a field 'dc.nothing'")]
    [InlineData("""{"range":{"field":"day","gte":2024}}""", "'day' of 'docs' holds no numbers")]
    [InlineData("""{"dateRange":{"field":"year","gte":"2024-05-01T00:00:00Z"}}""", "'year' of 'docs' holds no dates")]
    public async Task Search_WithAFilterThatNothingCanMatch_SaysHowItIsMeant(string condition, string expected)
    {
        var filter = Filter.Parser.ParseJson($$"""{"must":[{{condition}}]}""");
        var error = await FailsAsync(new SearchRequest { Query = "0", Collection = "docs", Filter = filter });
        Assert.Equal((StatusCode.InvalidArgument, "UNKNOWN_FIELD"), (error.StatusCode, error.Reason()));
        Assert.Contains(expected, error.Status.Detail);
    }

    [Theory]
    [InlineData("""{"range":{"field":"day","gte":2024}},{"dateRange":{"field":"day","gte":"2034-05-01T00:00:00Z"}}""")]
    [InlineData("""{"range":{"field":"year","gte":2034}},{"dateRange":{"field":"year","gte":"2034-05-01T00:00:00Z"}}""")]
    public async Task Search_WithRangesOfBothKinds_IsEmptyWhereOneOfThemHasSomethingToCompare(string conditions)
    {
        var filter = Filter.Parser.ParseJson($$"""{"should":[{{conditions}}]}""");
        Assert.Empty((await _suite.Client.SearchAsync(
            new SearchRequest { Query = "0", Collection = "docs", Filter = filter })).Hits);
    }

    [Fact]
    public async Task Search_HitWithWholeNumbersBeyondDoubles_HasThemInItsJson()
    {
        var build = await _suite.Shelf.CommitAsync("posts", "first", Shelf.SpaceId, ("a", [0], null));
        await _suite.Shelf.Store.Passages.WriteAsync(
            build,
            [
                new DocumentPassages(
                    "b", "", "hash", UserPayload.Parse("""{"post":9007199254740993}"""),
                    [new PassageVector("at 90", ScriptedEncoder.Vector(90))]),
            ]);
        var response = await _suite.Client.SearchAsync(new SearchRequest { Query = "0", Collection = "posts" });
        Assert.Equal(["", """{"post":9007199254740993}"""], response.Hits.Select(hit => hit.PayloadJson));
    }

    [Fact]
    public async Task Search_WithAFilterThatNothingMatches_IsEmpty()
    {
        var filter = Filter.Parser.ParseJson("""{"must":[{"match":{"field":"language","keywords":["fr"]}}]}""");
        Assert.Empty((await _suite.Client.SearchAsync(
            new SearchRequest { Query = "0", Collection = "docs", Filter = filter })).Hits);
    }

    [Fact]
    public async Task Search_OfAnUnknownCollection_IsNotFound()
    {
        var error = await FailsAsync(new SearchRequest { Query = "0", Collection = "nothing" });
        Assert.Equal((StatusCode.NotFound, "COLLECTION_NOT_FOUND"), (error.StatusCode, error.Reason()));
        Assert.Equal("collection", Assert.Single(error.Detail<BadRequest>().FieldViolations).Field);
    }

    [Fact]
    public async Task Search_OfACollectionOfAnotherSpace_IsRefusedNamingBoth()
    {
        _suite.Encoder.SpaceId = "space-other";
        var error = await FailsAsync(new SearchRequest { Query = "0", Collection = "docs" });
        Assert.Equal((StatusCode.FailedPrecondition, "SPACE_MISMATCH"), (error.StatusCode, error.Reason()));
        var violation = Assert.Single(error.Detail<PreconditionFailure>().Violations);
        Assert.Equal("collections/docs", violation.Subject);
        Assert.Contains("space-other", violation.Description);
        Assert.Contains(Shelf.SpaceId, violation.Description);
    }

    [Fact]
    public async Task Search_AfterTheAliasMoved_SearchesTheNewBuildAtOnce()
    {
        var request = new SearchRequest { Query = "0", Collection = "docs" };
        var before = await _suite.Client.SearchAsync(request);
        var build = await _suite.Shelf.CommitAsync("docs", "second", Shelf.SpaceId, ("new", [5], null));
        var after = await _suite.Client.SearchAsync(request);
        Assert.NotEqual(before.PhysicalCollection, after.PhysicalCollection);
        Assert.Equal(build.PhysicalName, after.PhysicalCollection);
        Assert.Equal("new", Assert.Single(after.Hits).DocumentId);

        await _suite.Shelf.CommitAsync("docs", "third", "space-third", ("newer", [5], null));
        Assert.Contains("space-third", (await FailsAsync(request)).Status.Detail);
    }

    [Fact]
    public async Task Search_WithALongQuery_IsCutAndSaysSoOrRefusedAsAsked()
    {
        var request = new SearchRequest { Query = "0.0000000", Collection = "docs" };
        Assert.True((await _suite.Client.SearchAsync(request)).Truncated);

        request.Truncation = Truncation.Refuse;
        var error = await FailsAsync(request);
        Assert.Equal((StatusCode.InvalidArgument, "TEXT_TOO_LONG"), (error.StatusCode, error.Reason()));
        Assert.Equal("query", Assert.Single(error.Detail<BadRequest>().FieldViolations).Field);
    }

    [Fact]
    public async Task Search_WithEverythingWrong_NamesEveryField()
    {
        var error = await FailsAsync(new SearchRequest
        {
            Query = " ",
            TopK = 0,
            ScoreThreshold = float.NaN,
            Filter = new Filter { Must = { new Condition() } },
        });
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal(["query", "collection", "top_k", "score_threshold", "filter.must[0]"],
            error.Detail<BadRequest>().FieldViolations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task Registry_WithoutAStateStore_HasNoRoutesAndSaysWhatToSet()
    {
        var registry = new EncoderRegistry.EncoderRegistryClient(_suite.Gateway.Channel);
        Assert.Empty((await registry.ListRoutesAsync(new ListRoutesRequest())).Routes);
        var error = await RichErrors.FailsAsync(
            registry.AbortAsync(new RouteChangeRequest { Route = "default", RequestId = "1" }));
        Assert.Equal((StatusCode.NotFound, "ROUTE_NOT_FOUND"), (error.StatusCode, error.Reason()));
    }

    private Task<RpcException> FailsAsync(SearchRequest request) =>
        RichErrors.FailsAsync(_suite.Client.SearchAsync(request));
}
