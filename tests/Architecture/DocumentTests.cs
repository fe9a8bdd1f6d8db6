using System.Text.RegularExpressions;

namespace Kale.Architecture.Tests;

/// <summary>
/// Documents name files and folders by their paths; one that is not there sends its reader nowhere. Decisions too: what
/// they say stays, where it is found moves.
/// </summary>
public sealed partial class DocumentTests
{
    private static readonly HashSet<string> s_places = [.. Repository.TrackedFiles().SelectMany(WithFolders)];

    public static TheoryData<string> Documents() => [.. Repository.TrackedFiles().Where(IsDocument)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Paths_OfADocument_AreThere(string document) =>
        Assert.DoesNotContain(PathsIn(Read(document)), path => !s_places.Contains(path));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_OfADocument_LeadSomewhere(string document) => Assert.DoesNotContain(
        LinksIn(Read(document)).Select(link => Resolve(document, link)), path => !s_places.Contains(path));

    [Theory]
    [InlineData("`LossTerm` in libs/Training/Losses; and", "libs/Training/Losses")]
    [InlineData("(`services/Trainer/Program.cs`).", "services/Trainer/Program.cs")]
    [InlineData("docs/architecture.md's table", "docs/architecture.md")]
    [InlineData("`bench/results/NAME.md`", null)]
    [InlineData("https://example.org/docs/x.md", null)]
    [InlineData("a row in bench/", null)]
    public void Pattern_OfPaths_FindsThem(string text, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], PathsIn(text));

    [Theory]
    [InlineData("[the words](glossary.md#batch)", "docs/glossary.md")]
    [InlineData("[the contract](../protos/kale/v1)", "protos/kale/v1")]
    [InlineData("[elsewhere](https://example.org)", null)]
    public void Pattern_OfLinks_FindsThem(string text, string? expected) => Assert.Equal(
        expected is null ? [] : [expected], LinksIn(text).Select(link => Resolve("docs/architecture.md", link)));

    // NAME and NNNN stand for what the reader puts there; what npm brings is in no commit.
    private static IEnumerable<string> PathsIn(string text) => Paths().Matches(text)
        .Select(match => match.Value.TrimEnd('.', '/')).Where(path => !Placeholder().IsMatch(path));

    private static IEnumerable<string> LinksIn(string text) => Links().Matches(text)
        .Select(match => match.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal));

    private static string Resolve(string document, string link) => Path.GetRelativePath(
            Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(document)!, link))
        .Replace('\\', '/').TrimEnd('/');

    private static IEnumerable<string> WithFolders(string file)
    {
        for (var path = file; path.Length > 0; path = Path.GetDirectoryName(path)!.Replace('\\', '/'))
            yield return path;
    }

    private static bool IsDocument(string file) => file.EndsWith(".md", StringComparison.Ordinal)
        && (file.StartsWith("docs/", StringComparison.Ordinal) || file is "README.md" or "CONTRIBUTING.md")
        && File.Exists(Path.Combine(Repository.Root, file));

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    [GeneratedRegex(@"(?<![\w/.:-])(?:libs|services|cli|protos|tests|bench|eng|k8s|samples|docs)/\w[\w./-]*")]
    private static partial Regex Paths();

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Links();

    [GeneratedRegex("/(NAME|NNNN|node_modules)")]
    private static partial Regex Placeholder();
}
