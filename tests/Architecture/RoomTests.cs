namespace Kale.Architecture.Tests;

/// <summary>Few folders with one idea each: docs/decisions/0020-rooms.md.</summary>
public sealed class RoomTests
{
    private const int MostFolders = 113;
    private const int MostOfTraining = 20;

    private static readonly string[] s_product = ["protos/", "libs/", "services/", "cli/"];

    [Fact]
    public void Product_Folders_AreFew() => RequireAtMost(MostFolders, s_product);

    [Fact]
    public void Training_FoldersOfServiceAndLibrary_AreFew() =>
        RequireAtMost(MostOfTraining, "libs/Training/", "services/Trainer/");

    // With those that hold nothing but folders, as `find -type d` counts.
    private static void RequireAtMost(int most, params string[] roots)
    {
        var folders = Repository.TrackedFiles().Where(file => roots.Any(root => file.StartsWith(root, Order)))
            .Where(file => File.Exists(Path.Combine(Repository.Root, file))).SelectMany(Folders)
            .Where(folder => roots.Any(root => $"{folder}/".StartsWith(root, Order))).Distinct().Order().ToList();
        Assert.True(
            folders.Count <= most,
            $"{folders.Count} folders below {string.Join(", ", roots)}; at most {most}. Put what is one idea into one "
                + $"folder, or say in docs/decisions/0020-rooms.md why there are more:\n{string.Join('\n', folders)}");
    }

    private static StringComparison Order => StringComparison.Ordinal;

    private static IEnumerable<string> Folders(string file)
    {
        for (var at = Path.GetDirectoryName(file)!; at.Length > 0; at = Path.GetDirectoryName(at)!)
            yield return at.Replace('\\', '/');
    }
}
