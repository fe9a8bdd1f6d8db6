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

    /// <summary>Of every command that has a server.</summary>
    public static readonly Option<string?> Ca = new("--ca")
    {
        Description = "File of the roots (PEM) that an https:// server's certificate is checked by (KALE_CA; default: "
            + "the system's).",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("KALE_CA"),
    };

    /// <summary>Of every command that has a server.</summary>
    public static readonly Option<string?> Certificate = new("--cert")
    {
        Description = "File of the client certificate (PEM) to show an https:// server (KALE_CERT).",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("KALE_CERT"),
    };

    /// <summary>Of every command that has a server.</summary>
    public static readonly Option<string?> CertificateKey = new("--key")
    {
        Description = "File of its private key, where it is not in the same one (KALE_CERT_KEY).",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("KALE_CERT_KEY"),
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
