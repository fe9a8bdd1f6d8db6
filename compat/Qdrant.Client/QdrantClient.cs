using Google.Protobuf.Collections;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Qdrant.Client.Grpc;

namespace Qdrant.Client;

/// <summary>The client of a Qdrant server.</summary>
public partial class QdrantClient : IDisposable
{
    private readonly QdrantGrpcClient _client;
    private readonly bool _ownsClient;
    private readonly TimeSpan _grpcTimeout;
    private readonly ILogger _logger;

    public QdrantClient(
        string host, int port = 6334, bool https = false, string? apiKey = null, TimeSpan grpcTimeout = default,
        ILoggerFactory? loggerFactory = null)
        : this(host, port, https, apiKey, grpcTimeout, loggerFactory, null)
    {
    }

    public QdrantClient(
        string host, int port, bool https, string? apiKey, TimeSpan grpcTimeout, ILoggerFactory? loggerFactory,
        IDictionary<string, string>? headers)
        : this(new UriBuilder(https ? "https" : "http", host, port).Uri, apiKey, grpcTimeout, loggerFactory, headers)
    {
    }

    public QdrantClient(
        Uri address, string? apiKey = null, TimeSpan grpcTimeout = default, ILoggerFactory? loggerFactory = null)
        : this(address, apiKey, grpcTimeout, loggerFactory, null)
    {
    }

    public QdrantClient(
        Uri address, string? apiKey, TimeSpan grpcTimeout, ILoggerFactory? loggerFactory,
        IDictionary<string, string>? headers)
        : this(new QdrantGrpcClient(address, apiKey, headers), grpcTimeout, loggerFactory)
    {
        _ownsClient = true;
    }

    public QdrantClient(
        QdrantGrpcClient grpcClient, TimeSpan grpcTimeout = default, ILoggerFactory? loggerFactory = null)
    {
        _client = grpcClient;
        _grpcTimeout = grpcTimeout;
        _logger = loggerFactory?.CreateLogger("Qdrant.Client") ?? NullLogger.Instance;
    }

    public virtual Task<HealthCheckReply> HealthAsync(CancellationToken cancellationToken = default) =>
        CallAsync(_client.Qdrant.HealthCheckAsync, new HealthCheckRequest(), cancellationToken);

    public void Dispose()
    {
        if (_ownsClient)
            _client.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task<TResponse> CallAsync<TRequest, TResponse>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> method, TRequest request,
        CancellationToken cancellationToken)
    {
        DateTime? deadline = _grpcTimeout == default ? null : DateTime.UtcNow.Add(_grpcTimeout);
        try
        {
            return await method(request, new CallOptions(null, deadline, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.CallFailed(_logger, e, typeof(TRequest).Name);
            throw;
        }
    }

    private static ulong? Seconds(TimeSpan? timeout) => timeout is { } value ? (ulong)value.TotalSeconds : null;

    private static WriteOrdering? Ordering(WriteOrderingType? type) =>
        type is { } value ? new WriteOrdering { Type = value } : null;

    private static void Fill(MapField<string, Value> map, IEnumerable<KeyValuePair<string, Value>>? values)
    {
        foreach (var (key, value) in values ?? [])
            map.Add(key, value);
    }
}
