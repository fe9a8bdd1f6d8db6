namespace Kale.Architecture.Tests.Faults;

/// <summary>
/// What docs/operations.md says of failures is what tests provoke: faults.txt names them for each row, and a row that
/// is added or said otherwise is to be looked at there.
/// </summary>
public sealed class FaultTableTests
{
    private const string Heading = "## What fails, and what then";

    private static readonly ILookup<string, string> s_tests = NamedTests.Of("Faults/faults.txt");

    [Fact]
    public void Rows_OfTheTable_AreThoseThatHaveTests() => Assert.Equal(
        NamedTests.Rows(File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md")), Heading)
            .Select(row => row[0]),
        s_tests.Select(tests => tests.Key));

    [Fact]
    public void Tests_OfARow_AreThere() => NamedTests.AreThere(s_tests);

    [Fact]
    public void Read_OfAText_GivesEachRowItsTests()
    {
        var read = NamedTests.Read(
            ["a row", "  A/BTests One", "  A/CTests Two", "another | of them", "  A/BTests One"]);
        Assert.Equal(["a row", "another | of them"], read.Select(tests => tests.Key));
        Assert.Equal(["A/BTests One", "A/CTests Two"], read["a row"]);
    }
}
