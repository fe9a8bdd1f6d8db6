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

    /// <summary>Of every command that has a server.</summary>
    public static readonly Option<double?> Timeout = new("--timeout")
    {
        Description =
            "Seconds to wait for the answer to a call; default: 60, or 600 where the server has to work for it.",
    };

    /// <summary>Of every command that has a server.</summary>
    public static readonly Option<string?> ApiKey = new("--api-key")
    {
        Description = "The key that the server asks for (KALE_API_KEY, which other users of the machine do not see).",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("KALE_API_KEY"),
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

    /// <exception cref="CliException">No time to wait for.</exception>
    public static TimeSpan Seconds(double seconds) => seconds is > 0 and < 1e6
        ? TimeSpan.FromSeconds(seconds)
        : throw new CliException($"--timeout {seconds}: expected seconds, more than 0.", ExitCodes.Usage);

    private static string DefaultData() =>
        Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "kale");
}
