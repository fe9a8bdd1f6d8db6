using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Tests.Wire.V1;
using Microsoft.AspNetCore.Http;
using Failure = Kale.ServiceDefaults.Errors.Failure;

namespace Kale.ServiceDefaults.Tests.Wire;

/// <summary>interop.proto, failing as services of the suite do.</summary>
internal sealed class InteropService : Interop.InteropBase
{
    private const string Echoed = "x-echo";

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _stages = new();

    public override async Task<Reply> Unary(Request request, ServerCallContext context)
    {
        await EchoAsync(context);
        await EndAsync(request, context);
        return ReplyTo(request, context);
    }

    public override async Task<Reply> Collect(IAsyncStreamReader<Request> requestStream, ServerCallContext context)
    {
        await EchoAsync(context);
        var reply = ReplyTo(new Request(), context);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
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
        await EchoAsync(context);
        await ReplyAsync(request, responseStream, context);
    }

    public override async Task Converse(
        IAsyncStreamReader<Request> requestStream, IServerStreamWriter<Reply> responseStream, ServerCallContext context)
    {
        await EchoAsync(context);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            await ReplyAsync(request, responseStream, context);
    }

    public override Task<Reply> AwaitHanging(Call request, ServerCallContext context) =>
        ToldAsync($"hanging {request.Id}", context);

    public override Task<Reply> AwaitAbandoned(Call request, ServerCallContext context) =>
        ToldAsync($"abandoned {request.Id}", context);

    private async Task<Reply> ToldAsync(string stage, ServerCallContext context)
    {
        await Stage(stage).Task.WaitAsync(context.CancellationToken);
        // Not empty: GZipStream writes nothing for nothing, which grpc-js does not take for gzip.
        return new Reply { Text = "told" };
    }

    private TaskCompletionSource Stage(string name) =>
        _stages.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private static Task EchoAsync(ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (var entry in context.RequestHeaders.GetAll(Echoed))
        {
            headers.Add(entry);
            context.ResponseTrailers.Add(entry);
        }

        return context.WriteResponseHeadersAsync(headers);
    }

    private static Reply ReplyTo(Request request, ServerCallContext context) => new()
    {
        Text = request.Text,
        Payload = ByteString.CopyFrom(new byte[request.ReplyBytes]),
        Received = request.Payload.Length,
        RemainingMs = context.Deadline == DateTime.MaxValue
            ? -1
            : (long)(context.Deadline - TimeProvider.System.GetUtcNow().UtcDateTime).TotalMilliseconds,
        Encoding = context.GetHttpContext().Request.Headers["grpc-encoding"].ToString(),
    };

    private async Task ReplyAsync(Request request, IServerStreamWriter<Reply> replies, ServerCallContext context)
    {
        for (var i = 0; i < request.Replies; i++)
        {
            var reply = ReplyTo(request, context);
            reply.Count = i;
            await replies.WriteAsync(reply);
        }

        await EndAsync(request, context);
    }

    private async Task EndAsync(Request request, ServerCallContext context)
    {
        if (request.Hang.Length > 0)
            await HangAsync(request.Hang, context.CancellationToken);
        if (request.Failure is { Details: true } detailed)
            throw new FailureException(new Failure(Reasons.SpaceMismatch, detailed.Message)
            {
                Fields = [new FieldViolation("text", "zu groß")],
                RetryDelay = TimeSpan.FromMilliseconds(1500),
            });
        if (request.Failure is { } failure)
            throw new RpcException(new Status((StatusCode)failure.Code, failure.Message));
    }

    private async Task HangAsync(string id, CancellationToken abandoned)
    {
        Stage($"hanging {id}").TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, abandoned);
        }
        finally
        {
            Stage($"abandoned {id}").TrySetResult();
        }
    }
}
