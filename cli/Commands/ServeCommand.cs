using System.CommandLine;
using Kale.Cli.Serving;

namespace Kale.Cli.Commands;

/// <summary><c>kale serve</c>: all four services and the embedded vector store in one process.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var url = new Option<string>("--urls")
        {
            Description = "Where to listen; port 0 takes a free one.",
            DefaultValueFactory = _ => ServerConnection.DefaultAddress,
        };
        var encoder = new Option<string>("--encoder")
        {
            Description = "Bundle for queries and documents; waited for when it is not there yet.",
            DefaultValueFactory = _ => ImportCommand.DefaultEncoder,
        };
        var queryEncoder = new Option<string?>("--query-encoder")
        {
            Description = "Another bundle of the same space for queries.",
        };
        var crossEncoder = new Option<string?>("--cross-encoder") { Description = "Bundle to rerank with." };
        var qdrantPort = new Option<int>("--qdrant-port")
        {
            Description = "Port of the embedded vector store.",
            DefaultValueFactory = _ => 7701,
        };
        var qdrant = new Option<string?>("--qdrant")
        {
            Description = "Address of a real Qdrant (gRPC); the embedded store is then not started.",
        };
        var dataRoots = new Option<string[]>("--data-root")
        {
            Description =
                "name=directory: where training jobs may read data sets; may be repeated. "
                + "Clients name them name/path.",
        };
        var auth = new Option<FileInfo?>("--auth")
        {
            Description = "File of API keys, as 'kale keys new' writes it: callers must then send one.",
        };
        var insecure = new Option<bool>("--insecure")
        {
            Description = "Let other machines call without a key, where --urls names an address that they reach.",
        };
        var command = new Command(
            "serve",
            "Run the whole suite in one process on local disk: "
            + "four services and an embedded vector store for one machine.")
        {
            url, encoder, queryEncoder, crossEncoder, qdrant, qdrantPort, dataRoots, auth, insecure, CommonOptions.Data,
        };
        command.SetAction((parsed, cancel) => SuiteHost.RunAsync(
            new SuiteOptions(
                Data: parsed.GetValue(CommonOptions.Data)!,
                Url: parsed.GetValue(url)!,
                ContextEncoder: parsed.GetValue(encoder)!,
                QueryEncoder: parsed.GetValue(queryEncoder) ?? parsed.GetValue(encoder)!,
                CrossEncoder: parsed.GetValue(crossEncoder) ?? "",
                QdrantAddress: parsed.GetValue(qdrant),
                QdrantPort: parsed.GetValue(qdrantPort),
                DataRoots: NamedDirectories.Read(parsed.GetValue(dataRoots) ?? []),
                Auth: SuiteAuth.Of(parsed.GetValue(auth)),
                Insecure: parsed.GetValue(insecure)),
            cancel));
        return command;
    }
}
