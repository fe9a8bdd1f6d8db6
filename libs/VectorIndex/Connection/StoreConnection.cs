using System.Runtime.ExceptionServices;
using Grpc.Core;
using Grpc.Net.Client;
using Polly;
using Polly.Retry;
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
    private static readonly ResiliencePropertyKey<long> Started = new("started");

    private readonly GrpcChannel _channel;
    private readonly QdrantGrpcClient _grpc;
    private readonly QdrantClient _client;
    private readonly ResiliencePipeline _retries;

    public StoreConnection(VectorStoreOptions options, TimeProvider time)
    {
        Options = options;
        Time = time;
        _retries = Retries();
        _channel = StoreChannel.Open(options);
        _grpc = new QdrantGrpcClient(_channel.CreateCallInvoker());
        _client = new QdrantClient(_grpc, options.Timeout);
    }

    public VectorStoreOptions Options { get; }

    public TimeProvider Time { get; }

    /// <param name="subject">The collection the call is about, for errors.</param>
    /// <param name="call">May run several times.</param>
    /// <param name="cancellation">Ends the call and the waiting.</param>
    /// <exception cref="VectorIndexException">The store refused, or was not there for as long as it was waited
    /// for.</exception>
    public async Task<T> CallAsync<T>(string subject, Func<QdrantClient, Task<T>> call, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(Started, Time.GetTimestamp());
        try
        {
            return await _retries.ExecuteAsync(async (_, call) => await call(_client), context, call);
        }
        catch (RpcException error)
        {
            cancellation.ThrowIfCancellationRequested();
            throw StoreErrors.Translate(error, subject, StoreChannel.Proxy(Options.Address));
        }
        catch (QdrantException error)
        {
            throw new VectorIndexException(VectorIndexError.StoreFailed, error.Message, error) { Subject = subject };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
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

    private DateTime Deadline() => Time.GetUtcNow().UtcDateTime + Options.Timeout;

    // Pauses are partly random, so that many clients do not come back at once.
    private ResiliencePipeline Retries() => new ResiliencePipelineBuilder { TimeProvider = Time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = failure => ValueTask.FromResult(
                failure.Outcome.Exception is RpcException error && StoreErrors.IsTransient(error)),
            MaxRetryAttempts = int.MaxValue,
            Delay = FirstPause,
            MaxDelay = LongestPause,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            DelayGenerator = failure => ValueTask.FromResult(
                StoreErrors.RetryAfter((RpcException)failure.Outcome.Exception!)),
            OnRetry = GiveUpInTime,
        })
        .Build();

    /// <summary>A pause that would end after the time given is not begun: the failure is told instead.</summary>
    private ValueTask GiveUpInTime(OnRetryArguments<object> failure)
    {
        var spent = Time.GetElapsedTime(failure.Context.Properties.GetValue(Started, 0));
        if (spent + failure.RetryDelay > Options.RetryFor)
            ExceptionDispatchInfo.Throw(failure.Outcome.Exception!);
        return ValueTask.CompletedTask;
    }
}
