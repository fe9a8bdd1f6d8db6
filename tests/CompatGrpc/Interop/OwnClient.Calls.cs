using Grpc.Core;
using Kale.CompatGrpc.Tests.Interop.V1;

namespace Kale.CompatGrpc.Tests.Interop;

/// <summary>Calls to their ends, good or bad.</summary>
internal sealed partial class OwnClient
{
    private Task<Seen> UnaryAsync(Request request, CallOptions options = default) =>
        EndAsync(_client.UnaryAsync(request, options));

    private async Task<Seen> CollectAsync(IEnumerable<Request> requests)
    {
        using var call = _client.Collect();
        foreach (var request in requests)
        {
            await call.RequestStream.WriteAsync(request);
        }

        await call.RequestStream.CompleteAsync();
        return await EndAsync(call);
    }

    private async Task<Seen> ExpandAsync(Request request, CallOptions options = default, Action<int>? onReply = null)
    {
        using var call = _client.Expand(request, options);
        return await EndAsync(call.ResponseStream, call.ResponseHeadersAsync, call.GetTrailers, seen =>
        {
            onReply?.Invoke(seen);
            return Task.CompletedTask;
        });
    }

    private async Task<Seen> ConverseAsync(
        IEnumerable<Request> requests,
        Func<IClientStreamWriter<Request>, int, Task>? onReply = null,
        CancellationToken cancellationToken = default)
    {
        using var call = _client.Converse(cancellationToken: cancellationToken);
        foreach (var request in requests)
        {
            await call.RequestStream.WriteAsync(request, cancellationToken);
        }

        if (onReply is null)
        {
            await call.RequestStream.CompleteAsync();
        }

        return await EndAsync(call.ResponseStream, call.ResponseHeadersAsync, call.GetTrailers, seen =>
            onReply?.Invoke(call.RequestStream, seen) ?? Task.CompletedTask);
    }

    private static Task<Seen> EndAsync(AsyncUnaryCall<Reply> call) =>
        EndAsync(() => call.ResponseAsync, call.ResponseHeadersAsync, call.GetTrailers);

    private static Task<Seen> EndAsync(AsyncClientStreamingCall<Request, Reply> call) =>
        EndAsync(() => call.ResponseAsync, call.ResponseHeadersAsync, call.GetTrailers);

    private static async Task<Seen> EndAsync(Func<Task<Reply>> reply, Task<Metadata> headers, Func<Metadata> trailers)
    {
        try
        {
            var replied = await reply();
            return new Seen(Status.DefaultSuccess, [replied], await headers, trailers());
        }
        catch (RpcException e)
        {
            return new Seen(e.Status, [], headers.IsCompletedSuccessfully ? await headers : [], e.Trailers);
        }
    }

    private static async Task<Seen> EndAsync(
        IAsyncStreamReader<Reply> stream,
        Task<Metadata> headers,
        Func<Metadata> trailers,
        Func<int, Task> onReply)
    {
        List<Reply> replies = [];
        try
        {
            await foreach (var reply in stream.ReadAllAsync())
            {
                replies.Add(reply);
                await onReply(replies.Count);
            }

            return new Seen(Status.DefaultSuccess, replies, await headers, trailers());
        }
        catch (RpcException e)
        {
            return new Seen(e.Status, replies, [], e.Trailers);
        }
    }
}
