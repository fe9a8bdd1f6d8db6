using Grpc.Core;
using Grpc.Net.Client;
using Qdrant.Client;
using Qdrant.Client.Grpc;

namespace Kale.VectorIndex.Connection;

/// <summary>
/// The client of the store, and the one place where calls are tried again: with growing pauses while the store is not
/// there, after the time it names when it asks for patience, and not at all when trying again cannot help. Everything
/// the index asks of the store gives the same result when it is done twice.
/// </summary>
internal sealed class StoreConnection : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly GrpcChannel _channel;
    private readonly QdrantGrpcClient _grpc;
    private readonly QdrantClient _client;
    private readonly TimeProvider _time;

    public StoreConnection(VectorStoreOptions options, TimeProvider time)
    {
        Options = options;
        _time = time;
        _channel = StoreChannel.Open(options);
        _grpc = new QdrantGrpcClient(_channel.CreateCallInvoker());
        _client = new QdrantClient(_grpc, options.Timeout);
    }

    public VectorStoreOptions Options { get; }

    public TimeProvider Time => _time;

    /// <param name="subject">The collection the call is about, for errors.</param>
    /// <param name="call">May run several times.</param>
    /// <param name="cancellation">Ends the call and the waiting.</param>
    /// <exception cref="VectorIndexException">The store refused, or was not there for as long as it was waited
    /// for.</exception>
    public async Task<T> CallAsync<T>(string subject, Func<QdrantClient, Task<T>> call, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await call(_client);
            }
            catch (RpcException error)
            {
                cancellation.ThrowIfCancellationRequested();
                if (PauseAfter(error, attempt, _time.GetElapsedTime(started)) is not { } pause)
                    throw StoreErrors.Translate(error, subject);
                await Task.Delay(pause, _time, cancellation);
            }
            catch (QdrantException error)
            {
                throw new VectorIndexException(VectorIndexError.StoreFailed, error.Message, error)
                {
                    Subject = subject,
                };
            }
        }
    }

    public Task CallAsync(string subject, Func<QdrantClient, Task> call, CancellationToken cancellation) =>
        CallAsync(subject, async client => { await call(client); return true; }, cancellation);

    /// <summary>The same for calls that the official client's own methods do not offer in full.</summary>
    public Task<T> CallAsync<T>(
        string subject, Func<QdrantGrpcClient, DateTime, AsyncUnaryCall<T>> call, CancellationToken cancellation) =>
        CallAsync(subject, async _ => await call(_grpc, Deadline()), cancellation);

    public void Dispose()
    {
        _client.Dispose();
        _grpc.Dispose();
        _channel.Dispose();
    }

    private DateTime Deadline() => _time.GetUtcNow().UtcDateTime + Options.Timeout;

    private TimeSpan? PauseAfter(RpcException error, int attempt, TimeSpan spent)
    {
        if (!StoreErrors.IsTransient(error)) return null;
        var pause = StoreErrors.RetryAfter(error) ?? Backoff(attempt);
        return spent + pause <= Options.RetryFor ? pause : null;
    }

    /// <summary>Doubles up to 2 s; half of it random, so that many clients do not come back at once.</summary>
    private static TimeSpan Backoff(int attempt)
    {
        var pause = Math.Min(FirstPause.TotalSeconds * Math.Pow(2, Math.Min(attempt, 16)), LongestPause.TotalSeconds);
        return TimeSpan.FromSeconds(pause * (0.5 + 0.5 * Random.Shared.NextDouble()));
    }
}
