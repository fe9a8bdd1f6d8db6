using Grpc.Net.Client;

namespace Kale.Cli;

/// <summary>A channel to a running suite.</summary>
internal static class ServerConnection
{
    public const string DefaultAddress = "http://127.0.0.1:7700";

    /// <summary>Vectors and payloads of a large page outgrow gRPC's default of 4 MB.</summary>
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    public static GrpcChannel Open(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new CliException(
                $"'{address}' is not a server address; expected something like {DefaultAddress}.", ExitCodes.Usage);
        }
        return GrpcChannel.ForAddress(uri, new GrpcChannelOptions { MaxReceiveMessageSize = MaxAnswerBytes });
    }
}
