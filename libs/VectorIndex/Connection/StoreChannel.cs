using Grpc.Net.Client;

namespace Kale.VectorIndex.Connection;

/// <summary>The channel to the store; unlike the official client's own it takes answers of more than 4 MB.</summary>
internal static class StoreChannel
{
    public static GrpcChannel Open(VectorStoreOptions options) =>
        GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions
        {
            HttpHandler = Handler(options),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = options.MaxReceiveBytes,
            MaxSendMessageSize = null,
        });

    /// <summary>The environment's proxy between here and the store; null: there is none.</summary>
    public static Uri? Proxy(Uri address) =>
        address.IsLoopback || HttpClient.DefaultProxy.IsBypassed(address)
            ? null
            : HttpClient.DefaultProxy.GetProxy(address);

    private static HttpMessageHandler Handler(VectorStoreOptions options)
    {
        var sockets = new SocketsHttpHandler
        {
            UseProxy = Proxy(options.Address) is not null,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(60),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        };
        return string.IsNullOrEmpty(options.ApiKey) ? sockets : new ApiKeyHandler(options.ApiKey, sockets);
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
