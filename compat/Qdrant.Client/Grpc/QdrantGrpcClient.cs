using Grpc.Core;

namespace Qdrant.Client.Grpc;

/// <summary>The generated service clients over one channel.</summary>
public class QdrantGrpcClient : IDisposable
{
    private readonly QdrantChannel? _owned;
    private bool _disposed;

    public QdrantGrpcClient(string host, int port = 6334, string? apiKey = null)
        : this(new UriBuilder("http", host, port).Uri, apiKey)
    {
    }

    public QdrantGrpcClient(string host, int port, string? apiKey, IDictionary<string, string>? headers)
        : this(new UriBuilder("http", host, port).Uri, apiKey, headers)
    {
    }

    public QdrantGrpcClient(Uri address, string? apiKey = null) : this(address, apiKey, null)
    {
    }

    public QdrantGrpcClient(Uri address, string? apiKey, IDictionary<string, string>? headers)
        : this(QdrantChannel.ForAddress(address, Configuration(apiKey, headers)))
    {
        _owned = (QdrantChannel)_channel!;
    }

    public QdrantGrpcClient(ChannelBase channel) : this(channel.CreateCallInvoker()) => _channel = channel;

    public QdrantGrpcClient(CallInvoker callInvoker)
    {
        Qdrant = new Qdrant.QdrantClient(callInvoker);
        Points = new Points.PointsClient(callInvoker);
        Collections = new Collections.CollectionsClient(callInvoker);
    }

    /// <summary>For mocks.</summary>
    protected QdrantGrpcClient() : this(new UnimplementedCallInvoker())
    {
    }

    private readonly ChannelBase? _channel;

    public virtual Qdrant.QdrantClient Qdrant { get; }

    public virtual Points.PointsClient Points { get; }

    public virtual Collections.CollectionsClient Collections { get; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
            _owned?.Dispose();
        _disposed = true;
    }

    private static ClientConfiguration Configuration(string? apiKey, IDictionary<string, string>? headers) =>
        new() { ApiKey = apiKey, Headers = headers is null ? [] : new Dictionary<string, string>(headers) };
}
