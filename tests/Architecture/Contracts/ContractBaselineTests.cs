namespace Kale.Architecture.Tests.Contracts;

/// <summary>The rules themselves, on small contracts.</summary>
public sealed class ContractBaselineTests
{
    private static readonly string[] s_baseline =
        ["Hit = message", "Hit.id = 1 string", "Hit.score = 2 float of kind", "Hit.kind = oneof"];

    [Theory]
    [InlineData("string id = 1;", "", 0)]
    [InlineData("bytes id = 1;", "", 2)] // another type: the old line is gone, a new one is there
    [InlineData("string id = 3;", "", 2)]
    [InlineData("string name = 1;", "", 2)]
    [InlineData("", "", 1)]
    [InlineData("", "reserved 1;", 1)] // the name could come back with another meaning
    [InlineData("", "reserved \"id\";", 1)]
    [InlineData("", "reserved 1; reserved \"id\";", 0)]
    [InlineData("", "reserved 1 to 1; reserved \"id\", \"old\";", 0)]
    [InlineData("string id = 1;", "reserved 1; reserved \"id\";", 1)]
    [InlineData("string id = 1; bool cut = 5;", "", 1)]
    public void Complaints_OfAChange_AreAsManyAsItBreaks(string fields, string reserved, int complaints)
    {
        var text = new ContractText($$"""
            message Hit {
            {{Lines(fields)}}
            oneof kind {
            float score = 2;
            }
            {{Lines(reserved)}}
            }
            """);
        Assert.Equal(complaints, ContractBaseline.Complaints(s_baseline, [text]).Count());
    }

    [Fact]
    public void Entries_WithoutACommentDirectlyAbove_AreUndocumented()
    {
        var text = new ContractText("""
            // What it is.
            service Search {

              rpc Find(stream Query) returns (Hits);
              // Why.

              rpc Count(Query) returns (Hits);
            }
            // Nothing in it.
            message Query {}
            // One of these.
            enum Order {
              // The first.
              FIRST = 0;
              SECOND = 1;
              // By name.
              map<string, double> means = 7;
            }
            """);
        Assert.Equal(
            ["Search.Find", "Search.Count", "Order.SECOND"],
            text.Entries.Where(entry => !entry.IsDocumented).Select(entry => entry.Name));
        Assert.Contains(text.Entries, entry => entry.ToString() == "Search.Find = stream Query -> Hits");
        Assert.Contains(text.Entries, entry => entry.ToString() == "Order.means = 7 map<string, double>");
    }

    [Fact]
    public void ContractText_OfALineItDoesNotKnow_Refuses() =>
        Assert.Throws<FormatException>(() => new ContractText(
            "message Hit {\n  string id = 1 [deprecated = true];\n  extensions 5 to 9;\n}"));

    private static string Lines(string statements) => statements.Replace("; ", ";\n", StringComparison.Ordinal);
}
