using System.Security.Cryptography;

namespace Kale.Cli.Serving;

/// <summary>
/// Keys for <c>kale serve</c>: those of its callers, and one that its own parts show each other and the embedded store,
/// which nobody else knows.
/// </summary>
internal sealed record SuiteAuth(string Keys, string PeerKey)
{
    private const string OwnKey = "ServiceDefaults__ApiKey";

    /// <param name="keys">The file; null: nobody is asked for a key.</param>
    /// <exception cref="CliException">There is no such file.</exception>
    public static SuiteAuth? Of(FileInfo? keys) => keys switch
    {
        null => null,
        { Exists: false } => throw new CliException(
            $"--auth {keys}: there is no such file; 'kale keys new NAME --file {keys}' makes it.", ExitCodes.Usage),
        // Who sets a key for everything gives it to the parts too.
        _ => new SuiteAuth(
            keys.FullName,
            Environment.GetEnvironmentVariable(OwnKey) ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))),
    };

    /// <param name="ownStore">Whether the vector store is the embedded one, which asks for the same key.</param>
    public IEnumerable<KeyValuePair<string, string?>> Settings(bool ownStore)
    {
        string[] own =
        [
            "ServiceDefaults:ApiKey", "Gateway:QueryEncoder:ApiKey", "Gateway:Reranker:ApiKey",
            "Gateway:Trainer:ApiKey",
        ];
        string[] store = ["ContextIndexer:Qdrant:ApiKey", "Gateway:Qdrant:ApiKey", "Trainer:Qdrant:ApiKey"];
        yield return new("ServiceDefaults:Keys", Keys);
        foreach (var setting in ownStore ? own.Concat(store) : own)
            yield return new(setting, PeerKey);
    }
}
