using System.Net;
using System.Net.Sockets;

namespace Kale.Cli.Serving;

/// <summary>What <c>kale serve</c> was told.</summary>
internal sealed record SuiteOptions(
    DirectoryInfo Data,
    string Url,
    string ContextEncoder,
    string QueryEncoder,
    string CrossEncoder,
    string? QdrantAddress,
    int QdrantPort,
    IReadOnlyDictionary<string, string> DataRoots,
    SuiteAuth? Auth = null,
    bool Insecure = false)
{
    private const string DefaultRoute = "default";

    /// <summary>Whether the system chooses the port.</summary>
    public bool AnyPort => Address.Port == 0;

    private Uri Address => Uri.TryCreate(Url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp
        ? uri
        : throw new CliException(
            $"--urls '{Url}': expected one address such as {ServerConnection.DefaultAddress}.", ExitCodes.Usage);

    /// <summary>Where the embedded store listens.</summary>
    public string StoreUrl => QdrantPort is >= 0 and <= IPEndPoint.MaxPort
        ? $"http://127.0.0.1:{QdrantPort}"
        : throw new CliException(
            $"--qdrant-port {QdrantPort}: expected 1 to {IPEndPoint.MaxPort}, or 0 for a free one.", ExitCodes.Usage);

    /// <summary>
    /// The services of one process find each other by address, so a free port is chosen before they start. Somebody
    /// else may take it in between: who chose any port then chooses again.
    /// </summary>
    public SuiteOptions WithKnownPort() => AnyPort ? this with { Url = $"http://{Address.Host}:{FreePort()}" } : this;

    /// <summary>The configuration of all services.</summary>
    /// <param name="qdrant">The vector store's address.</param>
    /// <param name="operators">Where the Trainer is called, if not where all services are.</param>
    public IEnumerable<KeyValuePair<string, string?>> Settings(string qdrant, string? operators = null) =>
        new Dictionary<string, string?>
        {
            ["urls"] = Url,
            ["ServiceDefaults:Reflection"] = "true",
            ["ServiceDefaults:Insecure"] = Insecure ? "true" : "false",
            ["QueryEncoder:BundleStore"] = DataLayout.Bundles(Data),
            ["QueryEncoder:Encoder"] = QueryEncoder,
            ["QueryEncoder:Route"] = DefaultRoute,
            ["QueryEncoder:CrossEncoder"] = CrossEncoder,
            ["ContextIndexer:BundleStore"] = DataLayout.Bundles(Data),
            ["ContextIndexer:Encoder"] = ContextEncoder,
            ["ContextIndexer:Qdrant:Address"] = qdrant,
            ["Gateway:QueryEncoder:Address"] = OwnAddress,
            ["Gateway:Reranker:Address"] = CrossEncoder.Length > 0 ? OwnAddress : "",
            ["Gateway:Qdrant:Address"] = qdrant,
            ["Gateway:Trainer:Address"] = operators is { Length: > 0 } ? Callable(operators) : OwnAddress,
            ["Gateway:ProtectedNames"] = ServedNames,
            ["Gateway:BundleStore"] = DataLayout.Bundles(Data),
            ["Gateway:Route"] = DefaultRoute,
            ["State:Directory"] = DataLayout.Routes(Data),
            ["Trainer:BundleStore"] = DataLayout.Bundles(Data),
            ["Trainer:Qdrant:Address"] = qdrant,
            ["Trainer:DataDirectory"] = DataLayout.Trainer(Data),
            ["Trainer:ProtectedNames"] = ServedNames,
            ["Logging:LogLevel:Default"] = "Information",
            ["Logging:LogLevel:Microsoft"] = "Warning",
            ["Logging:LogLevel:Grpc"] = "Warning",
        }.Concat(DataRoots.Select(
            root => KeyValuePair.Create<string, string?>($"Trainer:DataRoots:{root.Key}", root.Value)))
            .Concat(Auth?.Settings(ownStore: QdrantAddress is null) ?? []);

    private string ServedNames => string.Join(',', ContextEncoder, QueryEncoder, CrossEncoder);

    private string OwnAddress => Callable(Url);

    // A wildcard address is no address to call.
    private static string Callable(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri.Host is "0.0.0.0" or "[::]"
            ? $"{uri.Scheme}://127.0.0.1:{uri.Port}"
            : url;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
