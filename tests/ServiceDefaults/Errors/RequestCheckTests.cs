using Kale.ServiceDefaults.Errors;

namespace Kale.ServiceDefaults.Tests.Errors;

public sealed class RequestCheckTests
{
    [Theory]
    [InlineData("request.TopK", "top_k")]
    [InlineData("request.Filter.Must[0].Match.Field", "filter.must[0].match.field")]
    [InlineData("request.ExpectedSpaceId", "expected_space_id")]
    [InlineData("texts", "texts")]
    public void That_WithoutAField_TakesTheContractsNameOfTheExpression(string expression, string expected) =>
        Assert.Equal(
            expected, Assert.Single(new RequestCheck().That(false, "no", 0, expression).Violations).Field);
}
