using System.Text.RegularExpressions;

namespace Kale.Architecture.Tests.Faults;

/// <summary>
/// What docs/operations.md says of failures is what tests provoke: faults.txt names them for each row, and a row that
/// is added or said otherwise is to be looked at there.
/// </summary>
public sealed class FaultTableTests
{
    private const string Heading = "## What fails, and what then";

    private static readonly ILookup<string, string> s_tests = Read(
        File.ReadLines(Path.Combine(Repository.Root, "tests", "Architecture", "Faults", "faults.txt")));

    [Fact]
    public void Rows_OfTheTable_AreThoseThatHaveTests() => Assert.Equal(
        Rows(File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"))),
        s_tests.Select(tests => tests.Key));

    [Fact]
    public void Tests_OfARow_AreThere() => Assert.All(s_tests.SelectMany(tests => tests), test =>
    {
        var (file, method) = (test.Split(' ')[0], test.Split(' ')[1]);
        var path = Path.Combine(Repository.Root, "tests", $"{file}.cs");
        Assert.True(File.Exists(path), $"{file}.cs is not there");
        Assert.Matches($@"public (async Task|Task|void) {Regex.Escape(method)}\(", File.ReadAllText(path));
    });

    [Fact]
    public void Read_OfAText_GivesEachRowItsTests()
    {
        var read = Read(["a row", "  A/BTests One", "  A/CTests Two", "another | of them", "  A/BTests One"]);
        Assert.Equal(["a row", "another | of them"], read.Select(tests => tests.Key));
        Assert.Equal(["A/BTests One", "A/CTests Two"], read["a row"]);
    }

    private static IEnumerable<string> Rows(string document) =>
        document[document.IndexOf(Heading, StringComparison.Ordinal)..]
            .Split('\n')
            .SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split(" | ")[0].TrimStart('|', ' '));

    // A row's first cell; below it, indented, its tests: file and method.
    private static ILookup<string, string> Read(IEnumerable<string> lines)
    {
        var row = "";
        var tests = new List<(string Row, string Test)>();
        foreach (var line in lines)
        {
            if (line.StartsWith(' '))
                tests.Add((row, line.Trim()));
            else
                row = line;
        }

        return tests.ToLookup(test => test.Row, test => test.Test);
    }
}
