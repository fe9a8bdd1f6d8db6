using System.CommandLine;

namespace Kale.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static readonly Option<string> Server = new("--server", "-s")
    {
        Description = $"Address of the suite (KALE_SERVER; default {ServerConnection.DefaultAddress}).",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("KALE_SERVER") ?? ServerConnection.DefaultAddress,
    };

    public static readonly Option<DirectoryInfo> Data = new("--data", "-d")
    {
        Description = "Directory of bundles and indexes (KALE_DATA; default ~/.local/share/kale).",
        DefaultValueFactory = _ => new DirectoryInfo(Environment.GetEnvironmentVariable("KALE_DATA") ?? DefaultData()),
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print JSON for programs instead of text for people.",
    };

    public static readonly Option<string> Collection = new("--collection", "-c")
    {
        Description = "Name of the collection.",
        Required = true,
    };

    private static string DefaultData() =>
        Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "kale");
}
