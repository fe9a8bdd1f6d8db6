namespace Kale.EndToEnd.Tests;

/// <summary>The repository these tests were built from.</summary>
internal static class Checkout
{
    public static readonly string Root = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Suite.sln")))
        {
            directory = directory.Parent;
        }
        return directory?.FullName ?? throw new InvalidOperationException("Suite.sln was not found above the tests.");
    }
}
