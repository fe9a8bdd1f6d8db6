using System.Text.RegularExpressions;

namespace Kale.Architecture.Tests;

/// <summary>What .editorconfig says of layout and the formatter does not look at.</summary>
public sealed partial class LayoutTests
{
    private const int MaxColumns = 120;
    private const string Raw = "\"\"\"";
    private const string Verbatim = "@\"";

    [Fact]
    public void Lines_OfCode_AreNoLongerThanAllowed()
    {
        var tooLong = Repository.TrackedFiles()
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && File.Exists(Full(file)))
            .SelectMany(file => TooLong(File.ReadLines(Full(file))).Select(number => $"{file}:{number}"));
        Assert.Empty(tooLong);
    }

    [Theory]
    [InlineData(120, 0)]
    [InlineData(121, 1)]
    public void Line_OfCode_IsTooLongFromItsLimitOn(int columns, int expected) =>
        Assert.Equal(expected, TooLong([new string('x', columns)]).Count());

    [Fact]
    public void Line_OfARawLiteral_MayBeLong()
    {
        var data = new string('x', MaxColumns + 1);
        string[] lines = [$"{Raw}{data}{Raw}", $"a = {Raw}", data, $"{Raw};", $"Regex({Verbatim}{data}\")", data];
        Assert.Equal([6], TooLong(lines));
    }

    [Fact]
    public void Usings_OfEveryFile_AreInOrder()
    {
        var unordered = Repository.TrackedFiles()
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && File.Exists(Full(file)))
            .Where(file => !AreInOrder(File.ReadLines(Full(file))));
        Assert.Empty(unordered);
    }

    [Theory]
    [InlineData("using System; using System.Text; using Kale.A; using Kale.A.B; using Kale.C;", true)]
    [InlineData("using Kale.C; using static Kale.A.X;", true)]
    [InlineData("using Kale.A; using System;", false)]
    [InlineData("using Kale.C; using Kale.A;", false)]
    public void Usings_OfAFile_BeginWithSystems(string usings, bool ordered) =>
        Assert.Equal(ordered, AreInOrder(usings.Replace("; ", ";\n", StringComparison.Ordinal).Split('\n')));

    private static bool AreInOrder(IEnumerable<string> lines)
    {
        var named = lines.Select(line => UsingDirective().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups[1].Value).ToList();
        return named.SequenceEqual(named
            .OrderBy(name => name != "System" && !name.StartsWith("System.", StringComparison.Ordinal))
            .ThenBy(name => name, StringComparer.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"^using ([\w.]+);$")]
    private static partial Regex UsingDirective();

    // Literals that break only at the cost of their content are data, not code.
    private static IEnumerable<int> TooLong(IEnumerable<string> lines)
    {
        var inRaw = false;
        foreach (var (i, line) in lines.Index())
        {
            var marks = line.Split(Raw).Length - 1;
            var isData = inRaw || marks > 0 || line.Contains(Verbatim, StringComparison.Ordinal);
            if (line.Length > MaxColumns && !isData)
                yield return i + 1;
            inRaw ^= marks % 2 == 1;
        }
    }

    private static string Full(string file) => Path.Combine(Repository.Root, file);
}
