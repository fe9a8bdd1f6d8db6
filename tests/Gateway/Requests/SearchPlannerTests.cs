using Kale.Gateway.Search;
using Kale.ServiceDefaults.Errors;
using Kale.V1;

namespace Kale.Gateway.Tests.Requests;

public sealed class SearchPlannerTests
{
    [Fact]
    public void Plan_OfAMinimalRequest_HasTheDefaults()
    {
        var plan = SearchPlanner.Plan(Request());
        Assert.Equal((10, null, 10), (plan.TopK, plan.Rerank, plan.FirstStageHits));
    }

    [Fact]
    public void Plan_WithRerankAndNoCandidates_ReranksFifty() => Assert.Equal(50, SearchPlanner.Plan(
        new SearchRequest(Request()) { Rerank = new Rerank { Enabled = true } }).FirstStageHits);

    [Theory]
    [InlineData(0u)]
    [InlineData(10_001u)]
    [InlineData(1_000_000u)]
    public void Plan_WithAnImpossibleK_NamesItAndTheLimits(uint k)
    {
        var violation = Assert.Single(Violations(new SearchRequest(Request()) { TopK = k }));
        Assert.Equal("top_k", violation.Field);
        Assert.Contains("10,000", violation.Description);
    }

    [Theory]
    [InlineData("""{"must":[{}]}""", "filter.must[0]")]
    [InlineData("""{"must":[{"match":{"keywords":["x"]}}]}""", "filter.must[0].match.field")]
    [InlineData("""{"should":[{"match":{"field":"a"}}]}""", "filter.should[0].match")]
    [InlineData(
        """{"mustNot":[{"match":{"field":"a","keywords":["x"],"integers":["1"]}}]}""", "filter.must_not[0].match")]
    [InlineData("""{"must":[{"range":{"field":"a"}}]}""", "filter.must[0].range")]
    [InlineData("""{"must":[{"range":{"field":"a","gt":"NaN"}}]}""", "filter.must[0].range")]
    [InlineData("""{"must":[{"range":{"field":"a","gte":3,"lt":2}}]}""", "filter.must[0].range")]
    [InlineData("""{"must":[{"isEmpty":{"field":"a..b"}}]}""", "filter.must[0].is_empty.field")]
    [InlineData("""{"must":[{"hasDocumentId":{}}]}""", "filter.must[0].has_document_id.ids")]
    [InlineData(
        """{"must":[{"filter":{"should":[{},{"range":{"field":"a","lt":1}}]}}]}""", "filter.must[0].filter.should[0]")]
    public void Plan_WithAMalformedFilter_NamesThePlace(string filter, string field) => Assert.Equal(
        field,
        Assert.Single(Violations(new SearchRequest(Request()) { Filter = Filter.Parser.ParseJson(filter) })).Field);

    [Fact]
    public void Plan_WithAFilterNestedTooDeep_IsRefused()
    {
        var filter = new Filter { Must = { new Condition { HasDocumentId = new HasDocumentId { Ids = { "a" } } } } };
        for (var depth = 0; depth < 20; depth++)
            filter = new Filter { Must = { new Condition { Filter = filter } } };
        Assert.Contains(
            "deep", Assert.Single(Violations(new SearchRequest(Request()) { Filter = filter })).Description);
    }

    private static SearchRequest Request() => new() { Query = "q", Collection = "docs" };

    private static IReadOnlyList<FieldViolation> Violations(SearchRequest request) =>
        Assert.Throws<FailureException>(() => SearchPlanner.Plan(request)).Failure.Fields;
}
