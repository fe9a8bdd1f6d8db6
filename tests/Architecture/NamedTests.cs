using System.Text.RegularExpressions;

namespace Kale.Architecture.Tests;

/// <summary>
/// Files that name the tests which hold what a document says: a line for what is said, and below it, indented, its
/// tests by file and method.
/// </summary>
internal static class NamedTests
{
    public static ILookup<string, string> Of(string file) =>
        Read(File.ReadLines(Path.Combine(Repository.Root, "tests", "Architecture", file)));

    public static ILookup<string, string> Read(IEnumerable<string> lines)
    {
        var said = "";
        var tests = new List<(string Said, string Test)>();
        foreach (var line in lines)
        {
            if (line.StartsWith(' '))
                tests.Add((said, line.Trim()));
            else
                said = line;
        }

        return tests.ToLookup(test => test.Said, test => test.Test);
    }

    public static void AreThere(ILookup<string, string> named) => Assert.All(named.SelectMany(tests => tests), test =>
    {
        var (file, method) = (test.Split(' ')[0], test.Split(' ')[1]);
        var path = Path.Combine(Repository.Root, "tests", $"{file}.cs");
        Assert.True(File.Exists(path), $"{file}.cs is not there");
        Assert.Matches($@"public (async Task|Task|void) {Regex.Escape(method)}\(", File.ReadAllText(path));
    });

    /// <summary>The cells of the rows of the first table behind a heading.</summary>
    public static IEnumerable<string[]> Rows(string document, string heading) =>
        document[document.IndexOf(heading, StringComparison.Ordinal)..]
            .Split('\n')
            .SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|', ' ').Split(" | "));
}
