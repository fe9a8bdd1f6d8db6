using System.Text.RegularExpressions;

namespace Kale.Architecture.Tests;

/// <summary>What must not be in a commit, whoever makes it.</summary>
public sealed partial class HygieneTests
{
    private const long MaxFileBytes = 3_000_000;
    private static readonly string[] TextEndings = [".cs", ".csproj", ".props", ".targets", ".sh", ".json", ".js", ".mjs", ".py", ".md", ".yaml", ".yml", ".proto", ".sln"];

    [Fact]
    public void Tracked_Files_AreSmall()
    {
        var large = Repository.TrackedFiles().Select(file => new FileInfo(Path.Combine(Repository.Root, file))).Where(file => file.Exists && file.Length > MaxFileBytes);
        Assert.Empty(large.Select(file => file.FullName));
    }

    [Fact]
    public void Tracked_Files_NameNoPackageRegistryAndNoPathOfOneMachine()
    {
        var offending = Repository.TrackedFiles().Where(IsText)
            .Where(file => Forbidden().IsMatch(File.ReadAllText(Path.Combine(Repository.Root, file))));
        Assert.Empty(offending);
    }

    [Fact]
    public void Tracked_Files_ContainNoFeedConfigurationAndNoDownloadAddresses()
    {
        var files = Repository.TrackedFiles();
        Assert.DoesNotContain(files, file => Path.GetFileName(file).Equals("nuget.config", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(
            files.Where(file => file.EndsWith("package-lock.json", StringComparison.Ordinal)),
            file => File.ReadAllText(Path.Combine(Repository.Root, file)).Contains("\"resolved\": \"http", StringComparison.Ordinal));
    }

    private static bool IsText(string file) =>
        (TextEndings.Contains(Path.GetExtension(file)) || Path.GetFileName(file) == "Dockerfile") && File.Exists(Path.Combine(Repository.Root, file));

    // Written in pieces, so that this file does not name what it looks for.
    [GeneratedRegex(@"api\.nuget\.or" + @"g|registry\.npmjs\.or" + @"g|deb\.debian\.or" + @"g|mcr\.microsof" + @"t|pypi\.or" + @"g|/wor" + @"k/(main|wt|shared|ops)")]
    private static partial Regex Forbidden();
}
