using Google.Protobuf;
using Grpc.Core;
using Kale.CompatGrpc.Tests.Interop.V1;

namespace Kale.CompatGrpc.Tests.Hosting;

/// <summary>Our server's side of protos/interop.proto.</summary>
internal sealed class InteropService(AbandonedCalls calls) : Interop.V1.Interop.InteropBase
{
    // Not empty: GZipStream writes nothing for nothing, which grpc-js does not take for gzip.
    private static readonly Reply Told = new() { Text = "told" };

    public override async Task<Reply> Unary(Request request, ServerCallContext context)
    {
        await Echo.SendHeadersAsync(context);
        await EndAsync(request, context);
        return Replies.To(request, context);
    }

    public override async Task<Reply> Collect(IAsyncStreamReader<Request> requestStream, ServerCallContext context)
    {
        await Echo.SendHeadersAsync(context);
        var reply = Replies.To(new Request(), context);
        await foreach (var request in requestStream.ReadAllAsync())
        {
            reply.Count++;
            reply.Received += request.Payload.Length;
            await EndAsync(request, context);
        }

        return reply;
    }

    public override async Task Expand(
        Request request, IServerStreamWriter<Reply> responseStream, ServerCallContext context)
    {
        await Echo.SendHeadersAsync(context);
        await ReplyAsync(request, responseStream, context);
    }

    public override async Task Converse(
        IAsyncStreamReader<Request> requestStream, IServerStreamWriter<Reply> responseStream, ServerCallContext context)
    {
        await Echo.SendHeadersAsync(context);
        await foreach (var request in requestStream.ReadAllAsync())
        {
            await ReplyAsync(request, responseStream, context);
        }
    }

    public override async Task<Reply> AwaitHanging(Call request, ServerCallContext context)
    {
        await calls.HangingAsync(request.Id, context.CancellationToken);
        return Told;
    }

    public override async Task<Reply> AwaitAbandoned(Call request, ServerCallContext context)
    {
        await calls.AbandonedAsync(request.Id, context.CancellationToken);
        return Told;
    }

    private async Task ReplyAsync(Request request, IServerStreamWriter<Reply> replies, ServerCallContext context)
    {
        for (var i = 0; i < request.Replies; i++)
        {
            var reply = Replies.To(request, context);
            reply.Count = i;
            await replies.WriteAsync(reply);
        }

        await EndAsync(request, context);
    }

    private async Task EndAsync(Request request, ServerCallContext context)
    {
        if (request.Hang.Length > 0)
        {
            await calls.HangAsync(request.Hang, context.CancellationToken);
        }

        if (request.Failure is { } failure)
        {
            Crashes.Crash(failure.Code, context);
            throw Failures.Of(failure);
        }
    }
}
