using System.Text.RegularExpressions;

namespace Kale.Architecture.Tests;

/// <summary>What must not be in a commit, whoever makes it.</summary>
public sealed partial class HygieneTests
{
    private const long MaxFileBytes = 3_000_000;

    [Fact]
    public void Tracked_Files_AreSmall()
    {
        var large = Repository.TrackedFiles()
            .Select(file => new FileInfo(Path.Combine(Repository.Root, file)))
            .Where(file => file.Exists && file.Length > MaxFileBytes);
        Assert.Empty(large.Select(file => file.FullName));
    }

    [Fact]
    public void Tracked_Files_NameNoPackageRegistryAndNoPathOfOneMachine()
    {
        var offending = Repository.TrackedFiles().Select(file => Path.Combine(Repository.Root, file)).Where(File.Exists)
            .Where(file => Forbidden().IsMatch(File.ReadAllText(file)));
        Assert.Empty(offending);
    }

    [Fact]
    public void Tracked_Files_ContainNoFeedConfigurationAndNoDownloadAddresses()
    {
        var files = Repository.TrackedFiles();
        Assert.DoesNotContain(
            files,
            file => Path.GetFileName(file).Equals("nuget.config", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(
            files.Where(file => Path.GetFileName(file) is "package-lock.json" or "packages.lock.json"),
            file => File.ReadAllText(Path.Combine(Repository.Root, file))
                .Contains("\"resolved\": \"http", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cp /ho" + "me/me/notes .", true)]
    [InlineData("--data=/tm" + "p/x", true)]
    [InlineData("'../sha" + "red/models'", true)]
    [InlineData("data/jobs/a/wor" + "k/partial", false)]
    [InlineData("https://example.org/ho" + "me/page", false)]
    [InlineData("$DATA/tm" + "p/x", false)]
    public void Forbidden_Paths_AreThoseOfAMachine(string text, bool expected) =>
        Assert.Equal(expected, Forbidden().IsMatch(text));

    // Written in pieces, so that this file does not name what it looks for. A path that goes on from a variable or from
    // another directory is no path of one machine.
    [GeneratedRegex(
        @"api\.nuget\.or" + @"g|registry\.npmjs\.or" + @"g|deb\.debian\.or" + @"g|mcr\.microsof"
        + @"t|pypi\.or" + @"g|\.\./shar" + @"ed\b"
        + @"|(?<![\w.~)}*\]-])/(wor" + @"k|home|root|Users|tmp)/[\w.]")]
    private static partial Regex Forbidden();
}
