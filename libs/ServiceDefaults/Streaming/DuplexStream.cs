using Grpc.Core;

namespace Kale.ServiceDefaults.Streaming;

/// <summary>Duplex methods whose every request has one answer, in any order.</summary>
public static class DuplexStream
{
    /// <summary>
    /// Answers each request, at most <paramref name="maxInFlight"/> at a time. A request counts until its answer is
    /// taken by the caller, so a caller that does not read is not read from. Returns when the caller has half-closed
    /// and all is answered; the first exception ends the stream.
    /// </summary>
    public static async Task AnswerEachAsync<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, int maxInFlight,
        Func<TRequest, CancellationToken, Task<TResponse>> answer, CancellationToken cancellation)
    {
        using var writing = new SemaphoreSlim(1);
        var options = new ParallelOptions { MaxDegreeOfParallelism = maxInFlight, CancellationToken = cancellation };
        await Parallel.ForEachAsync(requests.ReadAllAsync(cancellation), options, async (request, token) =>
        {
            var response = await answer(request, token);
            await writing.WaitAsync(token);
            try
            {
                await responses.WriteAsync(response, token);
            }
            finally
            {
                writing.Release();
            }
        });
    }
}
