namespace Kale.VectorIndex.Tests.Search;

public sealed class PayloadPathTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("a.b_c.d-e", true)]
    [InlineData("tags[].name", true)]
    [InlineData("tags[3][0]", true)]
    [InlineData("\"dc.subject\"", true)]
    [InlineData("dc.\"sub[]ject\"[].x", true)]
    [InlineData("the place", true)]
    [InlineData("", false)]
    [InlineData("a..b", false)]
    [InlineData(".a", false)]
    [InlineData("a[b]", false)]
    [InlineData("\"a", false)]
    [InlineData("\"\"", false)]
    public void IsValid_OfAPath_TellsWhetherItNamesAField(string path, bool expected) =>
        Assert.Equal(expected, PayloadPath.IsValid(path));

    [Theory]
    [InlineData("a.b[0].c", "a.b[0].c")]
    [InlineData("the place.größe", "\"the place\".größe")]
    [InlineData("\"dc.subject\".x+y[]", "\"dc.subject\".\"x+y\"[]")]
    public void Quoted_OfAPath_HasQuotesWhereTheStoreWantsThem(string path, string expected) =>
        Assert.Equal(expected, PayloadPath.Quoted(path));

    [Theory]
    [InlineData("a", "")]
    [InlineData("dc.subject", "\"dc.subject\"")]
    [InlineData("tags[]", "\"tags[]\"")]
    [InlineData("a.b.c", "\"a.b.c\" a.\"b.c\" \"a.b\".c")]
    [InlineData("\"a.b\"", "")]
    [InlineData("a.b.c.d.e.f", "")]
    public void Readings_OfAPath_AreWhatItCouldHaveMeant(string path, string expected) => Assert.Equal(
        expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
        PayloadPath.Readings(path).Order(StringComparer.Ordinal));
}
