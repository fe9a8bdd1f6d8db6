namespace Kale.CompatGrpc.Tests.Peers;

/// <summary>Where the peers' modules and scripts lie.</summary>
internal static class Repository
{
    public static string Node { get; } = Path.Combine(Root(), "eng", "node");

    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "peers", name);

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Suite.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName
            ?? throw new DirectoryNotFoundException("No directory above the tests has Suite.sln.");
    }
}
