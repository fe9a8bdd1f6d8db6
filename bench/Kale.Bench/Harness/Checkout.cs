namespace Kale.Bench.Harness;

/// <summary>The repository that this runs in.</summary>
internal static class Checkout
{
    public static readonly string Root = Find();

    public static string NodeModules => Path.Combine(Root, "eng", "node", "node_modules");

    public static string Peer(string name) => Path.Combine(Root, "bench", "peers", name);

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Suite.sln")))
        {
            directory = directory.Parent;
        }
        return directory?.FullName ?? throw new InvalidOperationException("Run it from a checkout of the suite.");
    }
}
