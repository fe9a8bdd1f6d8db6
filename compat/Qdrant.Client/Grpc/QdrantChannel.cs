using Grpc.Core;
using Grpc.Net.Client;

namespace Qdrant.Client.Grpc;

/// <summary>A gRPC channel that adds the API key and the configured headers to every call.</summary>
public class QdrantChannel : ChannelBase, IDisposable
{
    private readonly GrpcChannel _channel;
    private bool _disposed;

    private QdrantChannel(GrpcChannel channel) : base(channel.Target) => _channel = channel;

    public static QdrantChannel ForAddress(string address) => ForAddress(new Uri(address));

    public static QdrantChannel ForAddress(Uri address) => ForAddress(address, new ClientConfiguration());

    public static QdrantChannel ForAddress(string address, ClientConfiguration configuration) =>
        ForAddress(new Uri(address), configuration);

    public static QdrantChannel ForAddress(Uri address, ClientConfiguration configuration)
    {
        var options = new GrpcChannelOptions
        {
            HttpHandler = new HeadersHandler(
                configuration, ServerCertificate.HandlerFor(configuration.CertificateThumbprint)),
            DisposeHttpClient = true,
        };
        return new QdrantChannel(GrpcChannel.ForAddress(address, options));
    }

    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _channel.CreateCallInvoker();
    }

    public void Dispose()
    {
        _disposed = true;
        _channel.Dispose();
        GC.SuppressFinalize(this);
    }
}
