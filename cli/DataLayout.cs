namespace Kale.Cli;

/// <summary>What lies where in a data directory.</summary>
internal static class DataLayout
{
    public static string Bundles(DirectoryInfo data) => Path.Combine(data.FullName, "bundles");

    public static string Vectors(DirectoryInfo data) => Path.Combine(data.FullName, "vectors");

    public static string Trainer(DirectoryInfo data) => Path.Combine(data.FullName, "trainer");

    public static string Routes(DirectoryInfo data) => Path.Combine(data.FullName, "routes");
}
