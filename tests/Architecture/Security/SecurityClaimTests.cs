namespace Kale.Architecture.Tests.Security;

/// <summary>
/// What docs/security.md says stands against a threat is what tests hold: claims.txt names them for each claim.
/// </summary>
public sealed class SecurityClaimTests
{
    private static readonly ILookup<string, string> s_tests = NamedTests.Of("Security/claims.txt");

    [Fact]
    public void Claims_OfThePage_AreThoseThatHaveTests() => Assert.Equal(
        NamedTests.Rows(File.ReadAllText(Path.Combine(Repository.Root, "docs", "security.md")), "# Security")
            .SelectMany(row => row[^1].Split(", ")),
        s_tests.Select(tests => tests.Key));

    [Fact]
    public void Tests_OfAClaim_AreThere() => NamedTests.AreThere(s_tests);
}
