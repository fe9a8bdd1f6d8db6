using Kale.ServiceDefaults.Errors;

namespace Kale.ServiceDefaults.Tests.Errors;

public sealed class FieldNameTests
{
    [Theory]
    [InlineData("request.TopK", "top_k")]
    [InlineData("request.Filter.Must[0].Match.Field", "filter.must[0].match.field")]
    [InlineData("request.ExpectedSpaceId", "expected_space_id")]
    [InlineData("texts", "texts")]
    public void From_AnExpression_IsTheContractsName(string expression, string expected) =>
        Assert.Equal(expected, FieldName.From(expression));
}
