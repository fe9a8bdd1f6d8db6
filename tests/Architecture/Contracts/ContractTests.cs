namespace Kale.Architecture.Tests.Contracts;

/// <summary>
/// The contracts are a public API: every declaration says what it means, and no number changes its meaning.
/// </summary>
public sealed class ContractTests
{
    private const string Baseline = "tests/Architecture/Contracts/baseline.txt";

    private static readonly string s_protos = Path.Combine(Repository.Root, "protos", "kale");

    public static TheoryData<string> Contracts() => [.. Files];

    private static IEnumerable<string> Files =>
        Directory.EnumerateFiles(s_protos, "*.proto", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(s_protos, path));

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Contract_EveryDeclaration_IsDocumented(string contract) =>
        Assert.Empty(Read(contract).Entries
            .Where(entry => !entry.IsDocumented)
            .Select(entry => $"line {entry.Line}: {entry.Name}"));

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Contract_Head_SaysHowNumbersAreKept(string contract)
    {
        var head = File.ReadAllText(Path.Combine(s_protos, contract)).Split("syntax =")[0];
        Assert.True(
            head.Contains("`reserved`", StringComparison.Ordinal)
                || head.Contains("common.proto", StringComparison.Ordinal),
            head);
    }

    [Fact]
    public void Contracts_AgainstTheBaseline_KeepTheirPromises()
    {
        var contracts = Files.Select(Read).ToList();
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, Baseline));
        Assert.Empty(ContractBaseline.Complaints(lines, contracts));
    }

    private static ContractText Read(string contract) => new(File.ReadAllText(Path.Combine(s_protos, contract)));
}
