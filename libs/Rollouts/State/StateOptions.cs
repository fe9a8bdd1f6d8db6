namespace Kale.Rollouts.State;

/// <summary>
/// Where routes and the fleet's reports are kept (section "State"); all services of a suite use the same.
/// </summary>
public sealed class StateOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "State";

    /// <summary>
    /// host:port of a Redis, with StackExchange.Redis's options behind it. Empty: <see cref="Directory"/>.
    /// </summary>
    [RedisAddress]
    public string Redis { get; set; } = "";

    /// <summary>
    /// The directory of a file-kept store, for one machine. Empty, and no Redis: there are no routes.
    /// </summary>
    public string Directory { get; set; } = "";

    /// <summary>Separates suites that share a Redis; "kale" by default.</summary>
    public string Prefix { get; set; } = "kale";

    /// <summary>Whether there is a store at all.</summary>
    public bool IsSet => Redis.Length > 0 || Directory.Length > 0;
}
