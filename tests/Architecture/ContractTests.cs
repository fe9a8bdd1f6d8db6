using System.Text.RegularExpressions;

namespace Kale.Architecture.Tests;

/// <summary>The contracts are a public API: every service says what it is for, numbers are never reused.</summary>
public sealed partial class ContractTests
{
    public static TheoryData<string> Contracts() =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "protos", "kale"), "*.proto", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path))];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Contract_Services_AreDocumented(string contract)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, contract));
        var undocumented = lines.Select((line, i) => (line, before: i > 0 ? lines[i - 1] : ""))
            .Where(pair => pair.line.StartsWith("service ", StringComparison.Ordinal) && !pair.before.StartsWith("//", StringComparison.Ordinal));
        Assert.Empty(undocumented);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Contract_FieldNumbers_AreUniqueWithinAMessage(string contract)
    {
        foreach (Match message in FlatMessage().Matches(File.ReadAllText(Path.Combine(Repository.Root, contract))))
        {
            var numbers = FieldNumber().Matches(message.Groups["body"].Value).Select(field => field.Groups[1].Value).ToList();
            Assert.True(numbers.Distinct().Count() == numbers.Count, $"{contract}: {message.Groups["name"].Value} uses a field number twice.");
        }
    }

    [GeneratedRegex(@"^message (?<name>\w+) \{\n(?<body>.*?)^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FlatMessage();

    [GeneratedRegex(@"= (\d+);")]
    private static partial Regex FieldNumber();
}
