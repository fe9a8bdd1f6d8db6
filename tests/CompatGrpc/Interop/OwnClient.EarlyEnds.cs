using System.Text.Json.Nodes;
using Grpc.Core;
using Kale.CompatGrpc.Tests.Interop.V1;

namespace Kale.CompatGrpc.Tests.Interop;

/// <summary>Deadlines and cancellation.</summary>
internal sealed partial class OwnClient
{
    private Func<string, Task<JsonObject>> FindEarlyEnd(string name) => name switch
    {
        "deadline-reaches-server" => async _ =>
        {
            var seen = await UnaryAsync(new Request(), new CallOptions(deadline: In(60)));
            return Seen.With(seen.Code, ("within", seen.Reply.RemainingMs is > 0 and <= 61_000));
        }
        ,
        "deadline-absent" => async _ =>
        {
            var seen = await UnaryAsync(new Request());
            return Seen.With(seen.Code, ("remaining", seen.Reply.RemainingMs));
        }
        ,
        "deadline-unary" => async id => await AbandonedAsync(
            id, (await UnaryAsync(new Request { Hang = id }, new CallOptions(deadline: In(2)))).Code),
        "deadline-server-streaming" => async id => await AbandonedStreamAsync(
            id, await ExpandAsync(new Request { Replies = 3, Hang = id }, new CallOptions(deadline: In(2)))),
        "cancel-unary" => CancelUnaryAsync,
        "cancel-client-streaming" => CancelClientStreamingAsync,
        "cancel-server-streaming" => CancelServerStreamingAsync,
        "cancel-duplex" => CancelDuplexAsync,
        "server-cancels-server-streaming" => async _ =>
            (await ExpandAsync(Failing(1, "given up", replies: 3))).BadStream,
        "server-cancels-duplex" => _ => FailAfterTwoAsync(1, "given up"),
        _ => throw new ArgumentException($"Our client knows no scenario {name}.", nameof(name)),
    };

    private async Task<JsonObject> FailAfterTwoAsync(int code, string message)
    {
        var seen = await ConverseAsync([new Request { Replies = 2 }], async (requests, seen) =>
        {
            if (seen == 2)
            {
                await requests.WriteAsync(Failing(code, message));
            }
        });
        return seen.BadStream;
    }

    private async Task<JsonObject> CancelUnaryAsync(string id)
    {
        using var cancellation = new CancellationTokenSource();
        var call = UnaryAsync(new Request { Hang = id }, new CallOptions(cancellationToken: cancellation.Token));
        await CancelWhenHangingAsync(id, cancellation);
        return await AbandonedAsync(id, (await call).Code);
    }

    private async Task<JsonObject> CancelClientStreamingAsync(string id)
    {
        using var cancellation = new CancellationTokenSource();
        using var call = _client.Collect(cancellationToken: cancellation.Token);
        await call.RequestStream.WriteAsync(new Request { Hang = id });
        await CancelWhenHangingAsync(id, cancellation);
        return await AbandonedAsync(id, (await EndAsync(call)).Code);
    }

    private async Task<JsonObject> CancelServerStreamingAsync(string id)
    {
        using var cancellation = new CancellationTokenSource();
        var seen = await ExpandAsync(
            new Request { Replies = 3, Hang = id },
            new CallOptions(cancellationToken: cancellation.Token),
            number => CancelOn(number == 3, cancellation));
        return await AbandonedStreamAsync(id, seen);
    }

    private async Task<JsonObject> CancelDuplexAsync(string id)
    {
        using var cancellation = new CancellationTokenSource();
        Task OnReply(IClientStreamWriter<Request> requests, int number)
        {
            CancelOn(number == 2, cancellation);
            return Task.CompletedTask;
        }

        var seen = await ConverseAsync([new Request { Replies = 2, Hang = id }], OnReply, cancellation.Token);
        return await AbandonedStreamAsync(id, seen);
    }

    private static void CancelOn(bool condition, CancellationTokenSource cancellation)
    {
        if (condition)
        {
            cancellation.Cancel();
        }
    }

    private async Task CancelWhenHangingAsync(string id, CancellationTokenSource cancellation)
    {
        await _client.AwaitHangingAsync(new Call { Id = id }, deadline: In(20));
        await cancellation.CancelAsync();
    }

    private Task<JsonObject> AbandonedStreamAsync(string id, Seen seen) =>
        AbandonedAsync(id, Seen.With(seen.Code, ("replies", seen.Replies.Count)));

    private async Task<JsonObject> AbandonedAsync(string id, JsonObject outcome)
    {
        var told = await EndAsync(_client.AwaitAbandonedAsync(new Call { Id = id }, deadline: In(20)));
        return Seen.With(outcome, ("serverSawIt", told.Status.StatusCode == StatusCode.OK));
    }
}
