using System.Text.Json.Nodes;
using Grpc.Core;
using Kale.CompatGrpc.Tests.Interop.V1;

namespace Kale.CompatGrpc.Tests.Interop;

/// <summary>Deadlines and cancellation.</summary>
internal sealed partial class OwnClient
{
    private const int LongestDeadline = 50;

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
        "deadline-unary" => async id =>
        {
            var (hang, seen) = await OverdueAsync(id, 0, (request, options) => UnaryAsync(request, options));
            return await AbandonedAsync(hang, seen.Code);
        }
        ,
        "deadline-server-streaming" => async id =>
        {
            var (hang, seen) = await OverdueAsync(id, 3, (request, options) => ExpandAsync(request, options));
            return await AbandonedStreamAsync(hang, seen);
        }
        ,
        "cancel-unary" => CancelUnaryAsync,
        "cancel-client-streaming" => CancelClientStreamingAsync,
        "cancel-server-streaming" => CancelServerStreamingAsync,
        "cancel-duplex" => CancelDuplexAsync,
        "server-cancels-server-streaming" => async _ =>
            (await ExpandAsync(Failing(1, "given up", replies: 3))).BadStream,
        "server-cancels-duplex" => _ => FailAfterTwoAsync(1, "given up"),
        _ => throw new ArgumentException($"Our client knows no scenario {name}.", nameof(name)),
    };

    /// <summary>
    /// A call that passes its deadline. Where that was too short for it to arrive, another one with a longer deadline.
    /// </summary>
    private async Task<(string Hang, Seen Seen)> OverdueAsync(
        string id, int replies, Func<Request, CallOptions, Task<Seen>> call, int seconds = 2)
    {
        var hang = $"{id} {seconds}";
        var seen = await call(new Request { Replies = replies, Hang = hang }, new CallOptions(deadline: In(seconds)));
        return seconds >= LongestDeadline || (seen.Replies.Count == replies && await IsHangingAsync(hang))
            ? (hang, seen)
            : await OverdueAsync(id, replies, call, seconds * 5);
    }

    private async Task<bool> IsHangingAsync(string id)
    {
        var told = await EndAsync(_client.AwaitHangingAsync(new Call { Id = id }, deadline: In(20)));
        return told.Status.StatusCode == StatusCode.OK;
    }

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
