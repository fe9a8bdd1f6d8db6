using Grpc.Net.Client;

namespace Kale.VectorIndex.Connection;

/// <summary>The channel to the store; unlike the official client's own it takes answers of more than 4 MB.</summary>
internal static class StoreChannel
{
    public static GrpcChannel Open(VectorStoreOptions options) =>
        GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions
        {
            HttpHandler = Handler(options.ApiKey),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = options.MaxReceiveBytes,
            MaxSendMessageSize = null,
        });

    private static HttpMessageHandler Handler(string? apiKey)
    {
        var sockets = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(60),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        };
        return string.IsNullOrEmpty(apiKey) ? sockets : new ApiKeyHandler(apiKey, sockets);
    }

    private sealed class ApiKeyHandler(string apiKey, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("api-key", apiKey);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
